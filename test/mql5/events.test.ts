/** What one event of the Expert Advisor does with its time and with what it has to tell. */
import { expect, test } from 'vitest';
import type { Arr } from '../../simulator/mql5/runtime/arr.ts';
import { temporaryFolder } from '../simulator/temporary-folder.ts';
import { closing, dealHistory, SERVER_NOW } from './deal-history.ts';
import { answering, ScriptedNode, WELCOME, type Message } from './scripted-node.ts';
import { terminal, wholeEa } from './whole-ea.ts';

const WAIT_MS = 8;
const LOOKS_MAX = 10_000;
const TRUST: Message = { id: 'q1', action: 'TRUST', params: {} };
const CLOSE: Message = {
  id: 'q2',
  action: 'CLOSE',
  params: { ticket: '7', identifier: '7', volume: '0.10', ifVolume: '0.10', magic: '0' },
};
const SUBSCRIBE: Message = { id: 'q3', action: 'SUBSCRIBE', params: { symbols: ['EURUSD'] } };
const ok = (id: string): Message => ({ id, ok: true });

/** A welcomed EA that may wait in its socket, and what happens meanwhile. */
function waitingEa({ waitMs = WAIT_MS, isMaster = false } = {}) {
  const folder = temporaryFolder();
  const own = terminal(folder);
  const history = dealHistory();
  const node = new ScriptedNode();
  const heard: Message[] = [];
  const welcome = answering(WELCOME);
  node.script = (message) => {
    heard.push(message);
    return welcome(message);
  };
  const shown = { positions: 1, orders: 0, comment: '', hasQuote: true };
  let waits: number[] = [];
  let looks = 0;
  /** By the time since the event's begin, ms. */
  let later: Readonly<Record<number, () => void>> = {};
  let begunMs = own.clock.ms;
  const isReadable = (): boolean => Number(node.functions['SocketIsReadable']?.(1)) > 0;
  const isConnected = (): boolean => node.functions['SocketIsConnected']?.(1) === true;
  const functions = {
    GetMicrosecondCount: () => {
      looks += 1;
      if (looks > LOOKS_MAX) throw new Error('the event does not end');
      return BigInt(own.clock.ms) * 1_000n;
    },
    SocketRead: (socket: number, buffer: Arr, count: number, timeoutMs: number) => {
      if (!isReadable()) waits.push(timeoutMs);
      for (let ms = 0; ms < timeoutMs && isConnected() && !isReadable(); ms += 1) {
        own.clock.ms += 1;
        later[own.clock.ms - begunMs]?.();
      }
      return isReadable() ? node.functions['SocketRead']?.(socket, buffer, count) : -1;
    },
    PositionsTotal: () => shown.positions,
    OrdersTotal: () => shown.orders,
    OrderGetTicket: () => 7n,
    OrderGetInteger: () => 7n,
    OrderGetDouble: () => 0.1,
    OrderGetString: () => shown.comment,
    SymbolExist: () => true,
    SymbolInfoTick: (_symbol: string, tick: Record<string, unknown>) => {
      Object.assign(tick, { bid: 1.3861, ask: 1.3862 });
      return shown.hasQuote;
    },
    // The answer comes later, if at all.
    OrderSendAsync: (_request: unknown, result: Record<string, unknown>) => {
      result['request_id'] = 1;
      return true;
    },
  };
  const ea = wholeEa(folder, node, own, { isMaster, waitMs, history, functions });
  ea.run(3_000);
  /** One timer event. @returns the waits in it and how long they took, ms. */
  const event = (during: typeof later = {}) => {
    [later, waits, looks, begunMs] = [during, [], 0, own.clock.ms];
    heard.length = 0;
    ea.wake();
    return { waits, passedMs: own.clock.ms - begunMs };
  };
  const told = (): unknown[] => heard.map(({ type }) => type);
  return { ea, node, heard, told, shown, deals: history.deals, event };
}

test('a request is carried out when it comes, and the event ends when its time is over', () => {
  const { node, heard, event } = waitingEa();
  expect(event({ 3: () => node.say(TRUST) })).toEqual({ waits: [8, 5], passedMs: 8 });
  expect(heard).toEqual([ok('q1')]);
});

test('while an answer is awaited the event ends with the step in which the positions change', () => {
  const { node, shown, event } = waitingEa();
  const during = { 1: () => node.say(CLOSE), 4: () => (shown.positions = 0) };
  expect(event(during)).toEqual({ waits: [8, 2, 2], passedMs: 5 });
  // It is awaited still.
  expect(event()).toEqual({ waits: [2, 2, 2, 2], passedMs: 8 });
});

test('an event ends at once when the connection does', () => {
  const { node, event } = waitingEa();
  expect(event({ 3: () => node.leave() })).toEqual({ waits: [8], passedMs: 3 });
  expect(event()).toEqual({ waits: [], passedMs: 0 });
});

test.each([
  ['a master', { isMaster: true }],
  ['a slave that polls', { waitMs: 0 }],
])('%s does not wait', (_, inputs) => {
  expect(waitingEa(inputs).event()).toEqual({ waits: [], passedMs: 0 });
});

test('a request that waits for a quote is answered when it comes, and others meanwhile', () => {
  const { node, heard, shown, event } = waitingEa();
  shown.hasQuote = false;
  node.say(SUBSCRIBE, TRUST);
  event();
  expect(heard).toEqual([ok('q1')]);
  shown.hasQuote = true;
  event();
  expect(heard).toContainEqual(ok('q3'));
});

test("many deals of a slave are told at once, and one book with the timer's next event", () => {
  const { ea, told, deals, event } = waitingEa();
  event();
  expect(told()).not.toContain('BOOK');
  for (let deal = 11; deal <= 60; deal += 1) {
    deals.set(String(deal), closing({ deal: String(deal), entry: 'IN', timeMsc: SERVER_NOW }));
    ea.tellDeal(String(deal));
  }
  expect(told()).toEqual(Array.from({ length: 50 }, () => 'DEAL'));
  event();
  expect(told().filter((type) => type === 'BOOK')).toHaveLength(1);
  event();
  expect(told()).not.toContain('BOOK');
});

test("each deal of a master is told with a book, and one more follows with the timer's next event", () => {
  const { ea, told, deals, event } = waitingEa({ isMaster: true });
  event();
  for (const deal of ['11', '12']) {
    deals.set(deal, closing({ deal, entry: 'IN', timeMsc: SERVER_NOW }));
    ea.tellDeal(deal);
  }
  expect(told()).toEqual(['DEAL', 'BOOK', 'DEAL', 'BOOK']);
  event();
  expect(told().filter((type) => type === 'BOOK')).toHaveLength(1);
});

test.each([
  ['a master tells at once that an order is gone that the last book had', true, 1, 2],
  ['a master need not tell of one that no book had', true, 0, 1],
  ['a slave tells it with its next book', false, 1, 0],
])('%s', (_, isMaster, orders, books) => {
  const { ea, told, shown, deals, event } = waitingEa({ isMaster });
  event();
  shown.orders = orders;
  deals.set('11', closing({ deal: '11', entry: 'IN', timeMsc: SERVER_NOW }));
  ea.tellDeal('11');
  ea.tellOrderGone();
  expect(told().filter((type) => type === 'BOOK')).toHaveLength(books);
});

test('a book that is too long for a message ends the link, and the reason is told', () => {
  const { ea, shown, deals } = waitingEa({ isMaster: true });
  Object.assign(shown, { positions: 2_000, orders: 2_000, comment: 'x'.repeat(200) });
  deals.set('11', closing({ deal: '11', entry: 'IN', timeMsc: SERVER_NOW }));
  ea.tellDeal('11');
  expect(ea.lines.at(-1)).toMatch(/no link .* 1\d{6} bytes is too long: .* positions and orders/);
});
