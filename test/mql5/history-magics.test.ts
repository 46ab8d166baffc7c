import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LibraryFunction } from '../../simulator/mql5/runtime/host.ts';
import { eaPart } from './ea-part.ts';

const PROGRAM = `
#include <Lockstep/HistoryMagics.mqh>
CHistoryMagics ExtMagics;
string Remembered(const long login,const string server,const long magic,const long since)
  {
   string       error="";
   const string found=ExtMagics.Where(login,server,magic,since,error);
   return(StringLen(found)>0 ? error+": "+found : "");
  }
string Searched(const long magic,const long since)
  {
   string       error="";
   const string found=ExtMagics.Search(magic,since,error);
   return(StringLen(found)>0 ? error+": "+found : "");
  }
`;
const HOUR_S = 3_600;
const START_S = 500_000 * HOUR_S;
const DEAL_MAGIC = 11;
const ORDER_MAGIC = 15;

/** A deal or an order of the history; all facts of one that cannot be read are zero. */
interface Entry {
  readonly ticket: bigint;
  readonly timeS: number;
  readonly magic: bigint;
  isReadable: boolean;
  /** Listed and readable, but its magic comes later. */
  isMagicLate: boolean;
}

const entry = (ticket: number, magic: number, changes: Partial<Entry> = {}): Entry => ({
  ticket: BigInt(ticket),
  timeS: START_S,
  magic: BigInt(magic),
  isReadable: true,
  isMagicLate: false,
  ...changes,
});

/** A terminal's history, and an EA's memory of it. */
function terminal() {
  const history = {
    canSelect: true,
    deals: [] as Entry[],
    orders: [] as Entry[],
    /** Facts that were read. */
    reads: 0,
  };
  const selected = { deals: [] as Entry[], orders: [] as Entry[] };
  const fact =
    (list: 'deals' | 'orders', magicId: number): LibraryFunction =>
    (ticket: bigint, id: number) => {
      history.reads += 1;
      const found = selected[list].find((one) => one.ticket === ticket);
      if (found?.isReadable !== true) return 0n;
      if (id !== magicId) return BigInt(found.timeS) * 1_000n;
      return found.isMagicLate ? 0n : found.magic;
    };
  const { call } = eaPart(PROGRAM, {
    HistorySelect: (fromS: bigint) => {
      const belongs = ({ timeS }: Entry): boolean => timeS >= Number(fromS);
      selected.deals = history.deals.filter(belongs);
      selected.orders = history.orders.filter(belongs);
      return history.canSelect;
    },
    HistoryDealsTotal: () => selected.deals.length,
    HistoryOrdersTotal: () => selected.orders.length,
    HistoryDealGetTicket: (at: number) => selected.deals[at]?.ticket ?? 0n,
    HistoryOrderGetTicket: (at: number) => selected.orders[at]?.ticket ?? 0n,
    HistoryDealGetInteger: fact('deals', DEAL_MAGIC),
    HistoryOrderGetInteger: fact('orders', ORDER_MAGIC),
  });
  const remembered = (magic: number, sinceS = START_S, login = 5001): unknown =>
    call('Remembered', BigInt(login), 'Broker-Demo', BigInt(magic), BigInt(sinceS * 1_000));
  const searched = (magic: number, sinceS = START_S): unknown =>
    call('Searched', BigInt(magic), BigInt(sinceS * 1_000));
  return { history, remembered, searched };
}

test('a magic of a deal or of an order is found, and another one is not', () => {
  const { history, remembered } = terminal();
  history.deals.push(entry(1, 71), entry(2, 72));
  history.orders.push(entry(3, 73));
  expect(remembered(71)).toBe('MAGIC_EXISTS: deal 1');
  expect(remembered(73)).toBe('MAGIC_EXISTS: history order 3');
  expect(remembered(74)).toBe('');
  expect(remembered(71, START_S + 1)).toBe('');
});

test.each(['deals', 'orders'] as const)(
  '%s that are listed without a ticket are not known',
  (list) => {
    const { history, remembered } = terminal();
    // The magic of the first may come later: it is not known either.
    history[list].push(entry(1, 0));
    expect(remembered(8)).toBe('');
    history[list] = [entry(0, 8, { isReadable: false })];
    expect(remembered(8)).toMatch('HISTORY_UNAVAILABLE: a');
  },
);

test('what was read once is not read again while searches begin later and later', () => {
  const { history, remembered } = terminal();
  // Older than what is asked for.
  history.deals.push(entry(400, 7, { timeS: START_S - HOUR_S / 2 }));
  for (let at = 1; at <= 300; at += 1) {
    history.deals.push(entry(at, 1_000 + at, { timeS: START_S + 8 * HOUR_S + at }));
    history.orders.push(entry(at, 1_000 + at, { timeS: START_S + 8 * HOUR_S + at }));
  }
  expect(remembered(8)).toBe('');
  history.reads = 0;
  for (let minute = 1; minute <= 240; minute += 1)
    expect(remembered(8, START_S + minute * 60)).toBe('');
  expect(history.reads).toBe(0);
  expect(remembered(7, START_S + 4 * HOUR_S)).toBe('');
  history.deals.push(entry(301, 8, { timeS: START_S + 9 * HOUR_S }));
  expect(remembered(8, START_S + 4 * HOUR_S)).toBe('MAGIC_EXISTS: deal 301');
});

test.each(['deals', 'orders'] as const)('one of the %s that cannot be read may be it', (list) => {
  const { history, remembered } = terminal();
  const late = entry(2, 7, { isReadable: false });
  history[list].push(entry(1, 71), late, entry(3, 73));
  expect(remembered(7)).toMatch(/^HISTORY_UNAVAILABLE: an? (deal|order) of the history/);
  expect(remembered(73)).toMatch(/^MAGIC_EXISTS: (deal|history order) 3$/);
  Object.assign(late, { isReadable: true, isMagicLate: true });
  expect(remembered(7)).toBe('');
  late.isMagicLate = false;
  expect(remembered(7)).toMatch(/^MAGIC_EXISTS: (deal|history order) 2$/);
});

test('a history that cannot be selected is no empty one', () => {
  const { history, remembered } = terminal();
  expect(remembered(7)).toBe('');
  history.canSelect = false;
  expect(remembered(7)).toBe('HISTORY_UNAVAILABLE: the history cannot be read');
});

test('tickets of another account, or of a history begun anew, say nothing', () => {
  const { history, remembered } = terminal();
  history.deals.push(entry(1, 71), entry(2, 72));
  expect(remembered(7)).toBe('');
  history.deals = [entry(1, 71), entry(2, 7)];
  expect(remembered(7, START_S, 5002)).toBe('MAGIC_EXISTS: deal 2');
  history.deals = [entry(1, 8)];
  expect(remembered(8, START_S, 5002)).toBe('MAGIC_EXISTS: deal 1');
});

/** What a terminal does to its history between two opens. */
const CHANGES = {
  add: (list: Entry[], made: Entry) => void list.push(made),
  insert: (list: Entry[], made: Entry, at: number) => void list.splice(at % 9, 0, made),
  replace: (list: Entry[], made: Entry, at: number) => void list.splice(at % 9, 1, made),
  lose: (list: Entry[], _: Entry, at: number) => void list.splice(at % 9, 1),
  forget: (list: Entry[]) => void list.splice(1),
  turn: (list: Entry[]) => void list.splice(0, list.length, ...list.toReversed()),
  load: (list: Entry[]) => {
    for (const one of list) one.isReadable = true;
  },
  complete: (list: Entry[]) => {
    for (const one of list) one.isMagicLate = false;
  },
} as const;

const change = fc.record({
  kind: fc.constantFrom(...(Object.keys(CHANGES) as (keyof typeof CHANGES)[])),
  list: fc.constantFrom('deals' as const, 'orders' as const),
  at: fc.nat(20),
  magic: fc.nat(12),
  timeS: fc.integer({ min: 0, max: 30 * HOUR_S }).map((after) => START_S + after),
  isReadable: fc.boolean(),
  isMagicLate: fc.boolean(),
  asked: fc.integer({ min: 1, max: 12 }),
  sinceS: fc.integer({ min: -2 * HOUR_S, max: 30 * HOUR_S }).map((after) => START_S + after),
  canSelect: fc.integer({ min: 0, max: 9 }).map((digit) => digit > 0),
});

test('S1: whatever became of the history, the memory answers as a search through all of it', () => {
  const { history, remembered, searched } = terminal();
  let tickets = 0;
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 60 }), (changes) => {
      history.deals = [];
      history.orders = [];
      for (const { kind, list, at, magic, asked, sinceS, canSelect, ...facts } of changes) {
        tickets += 1;
        history.canSelect = true;
        CHANGES[kind](history[list], entry(tickets, magic, facts), at);
        history.canSelect = canSelect;
        expect(remembered(asked, sinceS)).toBe(searched(asked, sinceS));
      }
    }),
    { numRuns: 200 },
  );
});
