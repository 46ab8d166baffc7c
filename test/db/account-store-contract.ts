/** What every account store does, whatever it is stored in. */
import { expect, test } from 'vitest';
import type { AccountListing, AccountStore } from '../../db/account-store.ts';
import { describeProblem } from '../../db/document-problem.ts';
import { ConfigurationError } from '../../domain/errors.ts';
import { accountName } from '../../domain/ids.ts';
import { masterDocument, slaveDocument } from './builders.ts';

/** @param open gives a store that is empty before each test. */
export function describeAccountStore(open: () => AccountStore): void {
  const MASTER = accountName('FTMO_Master');
  const SLAVE = accountName('Apex_Slave_01');

  test("the Python copier's documents are kept field for field", async () => {
    const store = open();
    await store.insert([masterDocument(), slaveDocument()]);
    expect(await store.raw()).toEqual([masterDocument(), slaveDocument()]);
    const { accounts, problems } = await store.list();
    expect(accounts.map(({ name }) => name)).toEqual([MASTER, SLAVE]);
    expect(problems).toEqual([]);
  });

  test('an empty store lists nothing', async () => {
    expect(await open().list()).toEqual({ accounts: [], problems: [] });
    expect(await open().raw()).toEqual([]);
  });

  test('of documents of which one is bad none is added, and every wrong field is named', async () => {
    const store = open();
    const bad = slaveDocument({ suffix: 5, masters: ['Nobody'] });
    const adding = store.insert([masterDocument(), bad, slaveDocument({ name: 'B', sufix: '' })]);
    await expect(adding).rejects.toThrow(ConfigurationError);
    await expect(adding).rejects.toThrow(
      /"Apex_Slave_01": suffix is 5.*\n.*"B": sufix is ""; .*"suffix"/,
    );
    expect(await store.raw()).toEqual([]);
  });

  test('a slave of a master that is not there is not added', async () => {
    const store = open();
    await expect(store.insert([slaveDocument({ masters: ['Nobody'] })])).rejects.toThrow(
      'masters is "Nobody"; expected the name of a master that exists',
    );
    expect(await store.raw()).toEqual([]);
  });

  test('a name that exists is not added again, and nothing beside it', async () => {
    const store = open();
    await store.insert([masterDocument()]);
    await expect(store.insert([slaveDocument(), masterDocument()])).rejects.toThrow(
      'accounts exist already: "FTMO_Master"',
    );
    await expect(store.insert([masterDocument({ name: 'ftmo_MASTER' })])).rejects.toThrow(
      ConfigurationError,
    );
    expect(await store.raw()).toEqual([masterDocument()]);
  });

  test('two new documents of one name are not added', async () => {
    const store = open();
    await expect(store.insert([slaveDocument(), slaveDocument()])).rejects.toThrow(
      '2 documents have this one',
    );
    expect(await store.raw()).toEqual([]);
  });

  test('an _id that an export carries is not kept', async () => {
    const store = open();
    await store.insert([masterDocument({ _id: { $oid: '65f000000000000000000001' } })]);
    expect(await store.raw()).toEqual([masterDocument()]);
  });

  test('put replaces a document wholly, or adds it', async () => {
    const store = open();
    await store.put(masterDocument({ suffix: '.r' }));
    await store.put(masterDocument({ enabled: false }));
    expect(await store.raw()).toEqual([masterDocument({ enabled: false })]);
  });

  test('put refuses a bad document and keeps the good one', async () => {
    const store = open();
    await store.put(slaveDocument());
    await expect(store.put(slaveDocument({ slippage_tolerance: -1 }))).rejects.toThrow(
      'slippage_tolerance is -1',
    );
    expect(await store.raw()).toEqual([slaveDocument()]);
  });

  test('edit sets and removes single fields', async () => {
    const store = open();
    await store.insert([slaveDocument()]);
    expect(await store.edit(SLAVE, { enabled: false, suffix: undefined, max_lots: 0.5 })).toBe(
      true,
    );
    const expected = slaveDocument({ enabled: false, max_lots: 0.5, suffix: undefined });
    expect(await store.raw()).toEqual([expected]);
    expect(await store.edit(accountName('Nobody'), { enabled: true })).toBe(false);
  });

  test('an edit that would make a document bad changes nothing', async () => {
    const store = open();
    await store.insert([masterDocument(), slaveDocument()]);
    await expect(store.edit(SLAVE, { symbol_map: { XAUUSD: 3 } })).rejects.toThrow(
      'symbol_map.XAUUSD is 3',
    );
    await expect(store.edit(SLAVE, { name: 'FTMO_Master' })).rejects.toThrow('2 documents');
    expect(await store.raw()).toEqual([masterDocument(), slaveDocument()]);
  });

  test('remove removes one account', async () => {
    const store = open();
    await store.insert([masterDocument(), slaveDocument()]);
    expect(await store.remove(SLAVE)).toBe(true);
    expect(await store.remove(SLAVE)).toBe(false);
    expect(await store.raw()).toEqual([masterDocument()]);
  });

  test('fill sets what is missing and keeps what is there', async () => {
    const store = open();
    await store.insert([masterDocument(), slaveDocument({ ea_port: null })]);
    await store.fill(SLAVE, { eaPort: 47_101 });
    const filled = await store.fill(SLAVE, { eaPort: 47_102, login: '52611110', server: 'X-Demo' });
    expect(filled).toMatchObject({ eaPort: 47_101, login: '52611110', server: 'X-Demo' });
    const { accounts } = await store.list();
    expect(accounts.find(({ name }) => name === SLAVE)).toEqual(filled);
    expect(await store.fill(accountName('Nobody'), { eaPort: 1 })).toBeNull();
  });

  test('fill does not set what another account has', async () => {
    const store = open();
    await store.insert([
      masterDocument({ ea_port: 47_101, login: 5, server: 'X' }),
      slaveDocument(),
    ]);
    const filled = await store.fill(SLAVE, { eaPort: 47_101, login: '5', server: 'X' });
    expect(filled).toMatchObject({ name: SLAVE, eaPort: null, login: null, server: null });
  });

  test('watch gives the listing now and after each change', async () => {
    const store = open();
    await store.insert([masterDocument()]);
    const stop = new AbortController();
    const seen: string[][] = [];
    const steps = [
      () => store.insert([slaveDocument()]),
      () => store.edit(SLAVE, { enabled: false }),
      () => store.remove(MASTER),
      () => Promise.resolve(stop.abort()),
    ];
    for await (const listing of store.watch(stop.signal)) {
      seen.push(shown(listing));
      await steps.shift()?.();
    }
    expect(seen).toEqual([
      ['FTMO_Master on'],
      ['FTMO_Master on', 'Apex_Slave_01 on'],
      ['FTMO_Master on', 'Apex_Slave_01 off'],
      ['Apex_Slave_01 off'],
    ]);
  });

  test('watch ends at once when it is told to', async () => {
    const stop = new AbortController();
    stop.abort();
    for await (const listing of open().watch(stop.signal))
      expect.unreachable(shown(listing).join());
  });
}

function shown({ accounts, problems }: AccountListing): string[] {
  return [
    ...accounts.map(({ name, enabled }) => `${name} ${enabled ? 'on' : 'off'}`),
    ...problems.map(describeProblem),
  ];
}
