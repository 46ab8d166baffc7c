/** The simulation finds bugs: three put in on purpose, each by a wrong port, within few seeds. */
import { expect, test } from 'vitest';
import type { CopyLedger } from '../../../db/copy-ledger.ts';
import type { MasterBook } from '../../../domain/book.ts';
import type { RequestId } from '../../../domain/ids.ts';
import type { Terminal } from '../../../nodes/terminal.ts';
import { firstViolation } from './first-violation.ts';
import { historyText } from './history.ts';
import { runHistory } from './run-history.ts';
import { shrink } from './shrink.ts';
import type { Sabotage } from './sim-slave.ts';
import type { Timeline } from './timeline.ts';

/** Sends an open whose outcome is unknown once more, under another id. */
function resending(terminal: Terminal): Terminal {
  return {
    get link() {
      return terminal.link;
    },
    open: async (order) => {
      const reply = await terminal.open(order);
      if (reply.type !== 'unknown') return reply;
      return await terminal.open({ ...order, request: `${order.request}-again` as RequestId });
    },
    close: (order) => terminal.close(order),
    modify: (order) => terminal.modify(order),
    find: (search) => terminal.find(search),
    learn: (symbol) => terminal.learn(symbol),
    poll: () => terminal.poll(),
  };
}

/** Takes an empty list for a flat account, whatever the book says of itself. */
function closingOnEmpty(): (book: MasterBook) => MasterBook {
  const seen = new Map<string, MasterBook['recentlyClosed'][number]>();
  return (book) => {
    for (const { identifier, volume, magic, priceOpen } of book.positions.values()) {
      const order = '1' as MasterBook['orders'][number];
      const deal = { deal: order, order, identifier, volume, magic, price: priceOpen } as const;
      const timeServerMs = book.serverNowMs;
      seen.set(identifier, { ...deal, entry: 'OUT', reason: 'CLIENT', timeServerMs });
    }
    if (book.positions.size > 0) return book;
    return {
      ...book,
      complete: true,
      synced: true,
      connected: true,
      recentlyClosed: [...seen.values()],
    };
  };
}

/** Says that an intent is stored before it is. */
function lateIntents(ledger: CopyLedger, timeline: Timeline): CopyLedger {
  return {
    intend: async (copies) => {
      timeline.after(20, () => void ledger.intend(copies).catch(() => undefined));
      return copies.map((copy) => ({ type: 'stored', copy }) as const);
    },
    record: (copies) => ledger.record(copies),
    note: (orders) => ledger.note(orders),
    findBySlave: (slave) => ledger.findBySlave(slave),
    findLive: (slave) => ledger.findLive(slave),
    close: () => ledger.close(),
  };
}

const BUGS = [
  { bug: 'resend after a timeout', plant: () => ({ terminal: resending }), clause: 'S1' },
  { bug: 'close on an empty list', plant: () => ({ book: closingOnEmpty() }), clause: 'S3' },
  { bug: 'intent written after sending', plant: () => ({ ledger: lateIntents }), clause: 'S8' },
] satisfies readonly { bug: string; plant: () => Sabotage; clause: string }[];

test.each(BUGS)(
  '$bug is found as a violation of $clause',
  { timeout: 120_000 },
  async (planted) => {
    const found = await firstViolation(planted.plant, planted.clause);
    expect(found?.clause).toBe(planted.clause);
  },
);

test('a violation is shown by a shorter history, as text', { timeout: 120_000 }, async () => {
  const sabotage = { ledger: lateIntents };
  const found = await firstViolation(() => sabotage, 'S8');
  if (found === null) throw new Error('no seed shows the bug');
  const shortest = await shrink(found.history, found.clause, sabotage);
  expect(shortest.steps.length).toBeLessThan(found.history.steps.length);
  expect((await runHistory(shortest, { sabotage })).violation?.clause).toBe(found.clause);
  expect(historyText(shortest)).toMatch(/open side="(BUY|SELL)"/);
});
