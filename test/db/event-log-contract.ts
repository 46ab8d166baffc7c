/** What every event log does, whatever it is stored in. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHAIN_START, verifyChain } from '../../db/event-chain.ts';
import type { JsonValue } from '../../db/json-value.ts';
import { MAX_EVENT_BYTES, type EventEntry, type EventLog } from '../../db/event-log.ts';
import { accountName, type AccountName } from '../../domain/ids.ts';

function entry(kind: string, data: JsonValue = null): EventEntry {
  return { at: 1_770_112_800_123, kind, data };
}

/** @param open gives the log of an account in a store that is empty before each test. */
export function describeEventLog(open: (account: AccountName) => EventLog): void {
  const ACCOUNT = accountName('Apex_Slave_01');

  test('entries are read back in their order, linked from the start of the chain', async () => {
    const log = open(ACCOUNT);
    const data = { request: 'r/1', retcode: 10_009, price: 1.38626, list: [1, null, { b: true }] };
    const appended = [
      ...(await log.append([entry('order-requested', data), entry('order-answered')])),
      ...(await log.append([entry('copy-opened')])),
    ];
    const records = await log.read();
    expect(records).toEqual(appended);
    expect(records.map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'order-requested'],
      [2, 'order-answered'],
      [3, 'copy-opened'],
    ]);
    expect(records[0]).toMatchObject({ account: ACCOUNT, at: 1_770_112_800_123, data });
    expect(records[0]?.prev).toBe(CHAIN_START.hash);
    expect(verifyChain(records)).toBeNull();
  });

  test('a part of the chain can be read and verified on its own', async () => {
    const log = open(ACCOUNT);
    const all = await log.append(['a', 'b', 'c', 'd'].map((kind) => entry(kind)));
    const part = await log.read({ afterSeq: 1, limit: 2 });
    expect(part).toEqual(all.slice(1, 3));
    expect(verifyChain(part, all[0])).toBeNull();
  });

  test('the logs of two accounts are two chains', async () => {
    const other = open(accountName('FTMO Master/2'));
    await open(ACCOUNT).append([entry('a')]);
    await other.append([entry('b')]);
    expect((await other.read()).map(({ seq, kind }) => [seq, kind])).toEqual([[1, 'b']]);
    expect(await open(ACCOUNT).read()).toHaveLength(1);
  });

  test('an entry that is too large is refused, and the batch with it', async () => {
    const log = open(ACCOUNT);
    const large = entry('b', 'x'.repeat(MAX_EVENT_BYTES));
    await expect(log.append([entry('a'), large])).rejects.toThrow(RangeError);
    expect(await log.read()).toEqual([]);
  });

  test('half a character, as of a text that was cut, breaks no chain', async () => {
    const log = open(ACCOUNT);
    const halves = ['cut \uD83D', '\uDE00 rest', '\uD83D\uD83D\uDE00', 'a \\ud83d stays', '\u0000'];
    await log.append([entry('cut', { halves, '\uD83D': 1 })]);
    const records = await log.read();
    expect(verifyChain(records)).toBeNull();
    const whole = ['cut \uFFFD', '\uFFFD rest', '\uFFFD\u{1F600}', 'a \\ud83d stays', '\u0000'];
    expect(records[0]?.data).toEqual({ halves: whole, '\uFFFD': 1 });
  });

  test('property: data of any JSON shape keeps the chain whole after a round trip', async () => {
    const log = open(ACCOUNT);
    const datum = fc
      .jsonValue({ maxDepth: 3 })
      .filter((value) => !JSON.stringify(value).includes('__proto__'));
    await fc.assert(
      fc.asyncProperty(fc.array(datum, { maxLength: 4 }), async (data) => {
        await log.append(data.map((each) => entry('any', each as JsonValue)));
        expect(verifyChain(await log.read())).toBeNull();
      }),
      { numRuns: 20 },
    );
  });
}
