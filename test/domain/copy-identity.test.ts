/** The ids that guard against duplicates: the invariants of domain/copy-identity.ts. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyId, copyMagic, isCopyMagic, requestId } from '../../domain/copy-identity.ts';
import {
  accountId,
  isMagic,
  magic,
  masterId,
  positionId,
  slaveId,
  ticket,
  type CopyId,
} from '../../domain/ids.ts';

const anyTicket = fc
  .bigInt({ min: 1n, max: (1n << 64n) - 1n })
  .map((value) => positionId(String(value)));
const anyAccount = fc
  .tuple(fc.integer({ min: 1, max: 99_999_999 }), fc.constantFrom('Broker-Demo', 'FTMO-Server3'))
  .map(([login, server]) => accountId(String(login), server));
const anyCopyId = fc
  .tuple(anyAccount, anyTicket, anyAccount)
  .map(([master, position, slave]) => copyId(masterId(master), position, slaveId(slave)));

test.each([
  ['70358000@Master-Demo/12345/52611110@Slave-Demo', 1, '5499836766989087863'],
  ['70358000@Master-Demo/12345/52611110@Slave-Demo', 2, '5499957242486541736'],
] as const)('the magic of %s, attempt %i, is %s for ever', (id, attempt, expected) => {
  expect(copyMagic(id as CopyId, attempt)).toBe(expected);
});

test('ids read as they are built', () => {
  const id = copyId(masterId('1@M'), positionId('18446744073709551615'), slaveId('2@S'));
  expect(id).toBe('1@M/18446744073709551615/2@S');
  expect(requestId(id, 'close-part', 3)).toBe('1@M/18446744073709551615/2@S/close-part/3');
});

test.each(['0', '1', '-1', '12345', '9223372036854775807', '-9223372036854775808'])(
  'the magic %s of another program is no copy’s',
  (text) => {
    expect(isCopyMagic(magic(text))).toBe(false);
  },
);

test.each(['', '0', '-1', '01', '1.0', '1e3', '18446744073709551616'])(
  '"%s" is no ticket',
  (text) => {
    expect(() => ticket(text)).toThrow('is no ticket');
    expect(() => positionId(text)).toThrow('is no position identifier');
  },
);

test.each(['9223372036854775808', '-9223372036854775809', '+1', ''])('"%s" is no magic', (text) => {
  expect(() => magic(text)).toThrow('is no magic number');
});

test('property, copy-identity 2: every magic is a positive long with our prefix', () => {
  fc.assert(
    fc.property(anyCopyId, fc.constantFrom(1, 2), (id, attempt) => {
      const value = copyMagic(id, attempt);
      expect(isMagic(value)).toBe(true);
      expect(BigInt(value) > 0n).toBe(true);
      expect(BigInt(value) >> 48n).toBe(0x4c53n);
      expect(isCopyMagic(value)).toBe(true);
    }),
  );
});

test('property, copy-identity 2: the lower 48 bits are those of another SHA-256', () => {
  fc.assert(
    fc.property(anyCopyId, (id) => {
      const hex = createHash('sha256').update(id).digest('hex').slice(0, 12);
      expect(BigInt(copyMagic(id)) & 0xffffffffffffn).toBe(BigInt(`0x${hex}`));
    }),
  );
});

test('property, copy-identity 1: equal inputs give equal ids, other inputs other ones', () => {
  fc.assert(
    fc.property(anyCopyId, anyCopyId, (left, right) => {
      expect(copyMagic(left)).toBe(copyMagic(left));
      expect(copyMagic(left) === copyMagic(right)).toBe(left === right);
      expect(copyMagic(left, 2)).not.toBe(copyMagic(left));
    }),
  );
});

test('property, copy-identity 1: no two requests of a copy share an id', () => {
  const operation = fc.constantFrom('open', 'modify', 'close-part', 'close');
  const request = fc.tuple(operation, fc.integer({ min: 1, max: 50 }));
  fc.assert(
    fc.property(anyCopyId, request, request, (id, left, right) => {
      const isSame = requestId(id, ...left) === requestId(id, ...right);
      expect(isSame).toBe(left[0] === right[0] && left[1] === right[1]);
    }),
  );
});
