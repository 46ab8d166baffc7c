/** What users and other programs see and write in the database beside us. */
import * as fc from 'fast-check';
import { Decimal128, Double, Long } from 'mongodb';
import { expect, test } from 'vitest';
import { describeProblem, type DocumentProblem } from '../../../db/document-problem.ts';
import { toBson } from '../../../db/mongo/mongo-values.ts';
import { tradeDocument } from '../../../db/trade-document.ts';
import { accountName } from '../../../domain/ids.ts';
import { anyCopy } from '../arbitraries.ts';
import { copyOf, masterDocument, SLAVE, slaveDocument } from '../builders.ts';
import { describeWithMongo } from './with-mongo.ts';

const pythonTrade = {
  master_ticket: 12_345_679,
  slave_ticket: 87_654_321,
  slave_name: 'Apex_Slave_01',
  symbol: 'GOLD',
  direction: 'BUY',
  status: 'OPEN',
  open_time: new Date('2025-01-01T00:00:00Z'),
};

await describeWithMongo((mongo) => {
  test('a user finds a copy by its ticket, with the types he expects', async () => {
    await mongo
      .stores()
      .ledger(SLAVE)
      .intend([copyOf(12_345_679)]);
    const trades = mongo.db().collection('trades');
    const found = await trades.findOne({ master_ticket: 12_345_679 }, { promoteValues: false });
    expect(found).toMatchObject({
      master_ticket: Long.fromNumber(12_345_679),
      magic: Long.fromString(copyOf(12_345_679).magic),
      volume: Decimal128.fromString('0.10'),
      intended_at: new Date(copyOf(12_345_679).intendedAtMs),
      status: 'OPENING',
    });
    expect(await trades.countDocuments({ volume: { $gte: 0.05, $lt: 0.2 } })).toBe(1);
  });

  test('property: any copy is read back from the server as it was written', async () => {
    const ledger = mongo.stores().ledger(SLAVE);
    await fc.assert(
      fc.asyncProperty(anyCopy(SLAVE), async (copy) => {
        await mongo.db().collection('trades').deleteMany();
        expect(await ledger.intend([copy])).toEqual([{ type: 'stored', copy }]);
        expect(await ledger.findBySlave(SLAVE)).toEqual([copy]);
      }),
      { numRuns: 30 },
    );
  });

  test('whole-number doubles that another program wrote are read as integers', async () => {
    const document = toBson(tradeDocument(copyOf(7)));
    await mongo.stores().init();
    await mongo
      .db()
      .collection('trades')
      .insertOne({ ...document, master_ticket: new Double(7), requests: new Double(1) });
    expect(await mongo.stores().ledger(SLAVE).findBySlave(SLAVE)).toEqual([copyOf(7)]);
  });

  test("the Python copier's trades stand beside ours and are none of a slave's copies", async () => {
    const trades = mongo.db().collection('trades');
    await trades.insertMany([{ ...pythonTrade }, { ...pythonTrade }]);
    const before = await trades.find().toArray();
    await mongo
      .stores()
      .ledger(SLAVE)
      .intend([copyOf(1)]);
    await trades.insertOne({ ...pythonTrade });
    expect(await mongo.stores().ledger(SLAVE).findBySlave(SLAVE)).toEqual([copyOf(1)]);
    expect(await trades.find().limit(2).toArray()).toEqual(before);
  });

  test('an entry that cannot be read is named, hides no other, and its open is never stored', async () => {
    const ledger = mongo.stores().ledger(SLAVE);
    await ledger.intend([copyOf(1), copyOf(2)]);
    await mongo
      .db()
      .collection('trades')
      .updateOne({ master_ticket: 1 }, { $set: { requests: 'many' } });
    const problems: DocumentProblem[] = [];
    const found = await ledger.findBySlave(SLAVE, (problem) => problems.push(problem));
    expect(found).toEqual([copyOf(2)]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      name: copyOf(1).copyId,
      field: 'requests',
      value: '"many"',
    });
    const outcomes = await ledger.intend([copyOf(1), copyOf(3)]);
    expect(outcomes.map(({ type }) => type)).toEqual(['unreadable', 'stored']);
  });

  test('the schema is made once and again without a change, and new bad trades are refused', async () => {
    await mongo.stores().init();
    const again = await mongo.openAgain();
    await again.init();
    const trades = mongo.db().collection('trades');
    expect((await trades.indexes()).map(({ name }) => name)).toEqual([
      '_id_',
      'lockstep_copy',
      'lockstep_magic',
    ]);
    await expect(trades.insertOne({ ...pythonTrade, status: 'open' })).rejects.toThrow(
      'Document failed validation',
    );
    await expect(trades.insertOne({ ...pythonTrade, copy_id: 'x' })).rejects.toThrow(
      'Document failed validation',
    );
  });

  test('documents that were there before are never rewritten', async () => {
    const accounts = mongo.db().collection('accounts');
    const trades = mongo.db().collection('trades');
    await accounts.insertMany([{ name: 'odd', suffix: 5 }, masterDocument()]);
    await trades.insertMany([{ ...pythonTrade, status: 'whatever' }]);
    const before = [await accounts.find().toArray(), await trades.find().toArray()];
    await mongo.stores().init();
    await mongo
      .stores()
      .ledger(SLAVE)
      .intend([copyOf(1)]);
    const after = [await accounts.find().toArray(), await trades.find({ copy_id: null }).toArray()];
    expect(after).toEqual(before);
  });

  test('an index that was dropped is there again after the next start', async () => {
    await mongo.stores().init();
    await mongo.db().collection('trades').dropIndexes();
    const stores = await mongo.openAgain();
    const outcomes = await stores.ledger(SLAVE).intend([copyOf(1), copyOf(1)]);
    expect(outcomes.map(({ type }) => type)).toEqual(['stored', 'exists']);
  });

  test('a document typed by hand is used, and a bad one beside it is named', async () => {
    await mongo.stores().init();
    await mongo
      .db()
      .collection('accounts')
      .insertMany([
        masterDocument(),
        slaveDocument({ slippage_tolerance: new Double(50), login: Long.fromNumber(5) }),
        slaveDocument({ name: 'bad', suffix: 5, symbol_map: { XAUUSD: 1 } }),
        { type: 'SLAVE' },
      ]);
    const { accounts, problems } = await mongo.stores().accounts.list();
    expect(accounts).toMatchObject([
      { name: 'FTMO_Master' },
      { name: 'Apex_Slave_01', slippageTolerance: 50, login: '5' },
    ]);
    const lines = problems.map(describeProblem);
    expect(lines).toContain(
      'accounts "bad": suffix is 5; expected text without spaces, such as ".c"; leave it out for none',
    );
    expect(
      lines.filter((line) => /^accounts "_id [\da-f]{24}": name is missing/.test(line)),
    ).toHaveLength(1);
  });

  test('two documents of one name from before keep nothing else from working', async () => {
    const accounts = mongo.db().collection('accounts');
    await accounts.insertMany([slaveDocument(), slaveDocument(), masterDocument()]);
    const { accounts: store } = mongo.stores();
    const filled = await store.fill(accountName('FTMO_Master'), { eaPort: 47_101 });
    expect(filled).toMatchObject({ eaPort: 47_101 });
    const listing = await store.list();
    expect(listing.accounts.map(({ name }) => name)).toEqual(['FTMO_Master']);
    expect(listing.problems).toHaveLength(1);
    expect(await store.remove(accountName('Apex_Slave_01'))).toBe(true);
    expect((await store.list()).problems).toEqual([]);
  });

  test('watch shows a document that somebody typed by hand', async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    for await (const { accounts } of mongo.stores().accounts.watch(stop.signal)) {
      seen.push(accounts.length);
      if (accounts.length > 0) stop.abort();
      else await mongo.db().collection('accounts').insertOne(masterDocument());
    }
    expect(seen).toEqual([0, 1]);
  });

  test("the Python copier's trades are shown beside ours, and a bad one is named", async () => {
    await mongo
      .stores()
      .ledger(SLAVE)
      .intend([copyOf(1)]);
    await mongo
      .db()
      .collection('trades')
      .insertMany([
        { ...pythonTrade },
        { ...pythonTrade, status: 'CLOSED', close_time: '2025-01-01T10:00:00' },
        { ...pythonTrade, slave_ticket: 1.5 },
      ]);
    const { rows, problems } = await mongo.stores().trades.list();
    expect(rows.map(({ masterTicket, status }) => [masterTicket, status])).toEqual([
      ['12345679', 'OPEN'],
      ['12345679', 'CLOSED'],
      ['1', 'OPENING'],
    ]);
    expect(problems).toMatchObject([
      { name: 'master_ticket 12345679', field: 'slave_ticket', value: '1.5' },
    ]);
  });
});
