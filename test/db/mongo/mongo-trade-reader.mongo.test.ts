import { expect, test } from 'vitest';
import { copyOf, SLAVE } from '../builders.ts';
import { describeTradeReader } from '../trade-reader-contract.ts';
import { describeWithMongo } from './with-mongo.ts';

await describeWithMongo((mongo) => {
  describeTradeReader(() => mongo.stores());

  test("the Python copier's trades are shown beside ours, and a bad one is named", async () => {
    await mongo
      .stores()
      .ledger(SLAVE)
      .intend([copyOf(1)]);
    const trade = {
      master_ticket: 12_345_679,
      slave_ticket: 87_654_321,
      slave_name: 'Apex_Slave_01',
      symbol: 'GOLD',
      direction: 'BUY',
      status: 'OPEN',
      open_time: new Date('2025-01-01T00:00:00Z'),
    };
    await mongo
      .db()
      .collection('trades')
      .insertMany([
        { ...trade },
        { ...trade, status: 'CLOSED', close_time: '2025-01-01T10:00:00' },
        { ...trade, slave_ticket: 1.5 },
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
