/** What a document is in BSON and without it (db/mongo/mongo-values.ts); no server is needed. */
import * as fc from 'fast-check';
import { BSON, Decimal128, Long, ObjectId, Timestamp } from 'mongodb';
import { expect, test } from 'vitest';
import { asJson, fromBson, toBson } from '../../../db/mongo/mongo-values.ts';
import { parseAccountDocument } from '../../../db/account-document.ts';
import { EXPECTED } from '../../../db/account-fields.ts';
import { parseTradeDocument, tradeDocument } from '../../../db/trade-document.ts';
import { lots, price } from '../../../domain/symbol-spec.ts';
import { anyCopy } from '../arbitraries.ts';
import { copyOf } from '../builders.ts';

/** The same as a server gives it back. */
function stored(document: object): object {
  return BSON.deserialize(BSON.serialize(document), { useBigInt64: true });
}

test('property: any copy is the same after it went through BSON', () => {
  fc.assert(
    fc.property(anyCopy(), (copy) => {
      const back = fromBson(stored(toBson(tradeDocument(copy))));
      expect(parseTradeDocument(back)).toEqual({ copy, problems: [] });
    }),
  );
});

test('volumes and prices are decimals that can be compared, all other text is text', () => {
  const copy = copyOf(1, { masterTp: price('1.20'), symbol: '500' });
  expect(toBson(tradeDocument(copy))).toMatchObject({
    volume: Decimal128.fromString('0.10'),
    master_volume: Decimal128.fromString('0.10'),
    master_sl: Decimal128.fromString('1.08150'),
    master_tp: Decimal128.fromString('1.20'),
    symbol: '500',
    journal_id: 'journal-1',
  });
  expect(toBson(tradeDocument(copyOf(1, { intendedVolume: null })))['volume']).toBeNull();
});

test.each([
  ['1E-7', '0.0000001'],
  ['1.0E-7', '0.00000010'],
  ['-2.50E-8', '-0.0000000250'],
  ['1E+2', '100'],
  ['1.25E+1', '12.5'],
  ['1.250E+1', '12.50'],
  ['0.10', '0.10'],
  ['NaN', 'NaN'],
])('the decimal %s is the text %s, no digit lost and none added', (decimal, text) => {
  expect(fromBson({ volume: Decimal128.fromString(decimal) })).toEqual({ volume: text });
});

test('what is inside of lists and documents is plain as well', () => {
  const id = new ObjectId();
  const at = new Date(0);
  const volume = Decimal128.fromString(lots('0.10'));
  const nested = { list: [{ id, at }, [volume]], inner: { volume, none: null, flag: true, n: 1 } };
  expect(fromBson(nested)).toEqual({
    list: [{ id: id.toHexString(), at }, ['0.10']],
    inner: { volume: '0.10', none: null, flag: true, n: 1 },
  });
});

test('a value that only BSON has is named, never taken for a document', () => {
  expect(fromBson({ open_time: new Timestamp({ t: 1, i: 1 }), magic: Long.ONE })).toEqual({
    open_time: 'a BSON Timestamp',
    magic: 'a BSON Long',
  });
});

test('as JSON large integers and dates are text, safe integers numbers', () => {
  const largest = BigInt(Number.MAX_SAFE_INTEGER);
  const document = {
    safe: largest,
    unsafe: largest + 1n,
    negative: -5n,
    at: new Date(0),
    text: 'x',
  };
  expect(asJson(document)).toEqual({
    safe: Number.MAX_SAFE_INTEGER,
    unsafe: '9007199254740992',
    negative: -5,
    at: '1970-01-01T00:00:00.000Z',
    text: 'x',
  });
});

test.each([
  ['max_lots', Number.NaN],
  ['max_open_copies', Number.POSITIVE_INFINITY],
  ['suffix', Number.NaN],
  ['login', Number.NaN],
])('an account whose %s is %s has a mistake, not a field that is left out', (field, value) => {
  const slave = { name: 'S', type: 'SLAVE', path: 'C:/t.exe', enabled: true };
  const { problems } = parseAccountDocument(asJson(stored({ ...slave, [field]: value })), '');
  expect(problems).toMatchObject([
    { field, value: `{"$numberDouble":"${String(value)}"}`, expected: EXPECTED[field] },
  ]);
});
