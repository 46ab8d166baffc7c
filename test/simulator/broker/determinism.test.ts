/** One seed and a virtual clock give the same deals, and folding the changes gives the broker's state. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Broker } from '../../../simulator/broker/broker.ts';
import { NO_FAULTS } from '../../../simulator/broker/broker-faults.ts';
import { ACCOUNT_DEFAULTS } from '../../../simulator/broker/broker-options.ts';
import { foldChange } from '../../../simulator/broker/change.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import { OpenPositions } from '../../../simulator/broker/open-positions.ts';
import type { AccountState } from '../../../simulator/broker/messages.ts';
import type { MarginMode, OrderType, TradeRequest } from '../../../simulator/broker/records.ts';
import { VirtualClock } from '../../../simulator/broker/sim-clock.ts';
import { seededRandom } from '../../../simulator/seeded-random.ts';
import { NOON, symbolRecord, trade } from './builders.ts';

const TYPES: readonly OrderType[] = ['BUY_LIMIT', 'SELL_LIMIT', 'BUY_STOP', 'SELL_STOP'];
const SYMBOL = symbolRecord({
  commissionPerLot: '3',
  swapMode: 'POINTS',
  swapLong: '-5',
  executionMode: 'EXCHANGE',
});

interface Run {
  readonly deals: readonly Deal[];
  readonly state: AccountState;
  readonly folded: AccountState;
  readonly answers: readonly number[];
  readonly rules: OpenPositions;
}

/** A trader, a market and faults that do what the seed says, over a few hours. */
function run(seed: number, marginMode: MarginMode, steps = 150): Run {
  const random = seededRandom(seed);
  const clock = new VirtualClock(NOON);
  const deals: Deal[] = [];
  const isHedging = marginMode === 'HEDGING';
  const rules = new OpenPositions({ isHedging, volumeSteps: new Map([['EURUSD', '0.01']]) });
  const broker = new Broker({
    symbols: [SYMBOL],
    clock,
    random,
    faults: {
      ...NO_FAULTS,
      fillableVolume: (_subject, volume) => (random() < 0.2 ? '0.01' : volume),
      slippagePoints: () => (random() < 0.1 ? 3 : 0),
    },
    onDeal: (_login, deal) => {
      rules.apply(deal);
      deals.push(deal);
    },
  });
  const executionMs = { min: 10, max: 400 };
  broker.openAccount({ ...ACCOUNT_DEFAULTS, balance: '3000', marginMode, executionMs }, null);
  const { login } = ACCOUNT_DEFAULTS;
  let folded = broker.state(login);
  broker.onChange(login, (change) => {
    folded = foldChange(folded, change);
  });
  const answers: number[] = [];
  let points = 110_000;
  for (let step = 0; step < steps; step += 1) {
    clock.advanceTo(clock.nowMs() + Math.floor(random() * 300_000));
    points += Math.floor((random() - 0.5) * 400);
    const [bid, ask] = [points, points + 10 - Math.floor(random() * 12)];
    broker.tick({ symbol: 'EURUSD', bid: price(bid), ask: price(ask), timeMsc: clock.nowMs() });
    for (let count = Math.floor(random() * 3); count > 0; count -= 1) {
      const request = `${String(step)}/${String(count)}`;
      const send = {
        request,
        reason: 'EXPERT',
        trade: next(random, broker.state(login), bid),
      } as const;
      broker.submit(login, { ...send, orderSendNs: '0' }, ({ retcode }) => answers.push(retcode));
    }
  }
  clock.advanceTo(clock.nowMs() + 1_000);
  return { deals, state: broker.state(login), folded, answers, rules };
}

function price(points: number): string {
  return (points / 100_000).toFixed(5);
}

function next(random: () => number, state: AccountState, bid: number): TradeRequest {
  const pick = <T>(items: readonly T[]): T | undefined =>
    items[Math.floor(random() * items.length)];
  const position = pick(state.positions);
  const opposite = position?.side === 'BUY' ? 'SELL' : 'BUY';
  const volume = (Math.ceil(random() * 30) / 100).toFixed(2);
  const ticket = position?.ticket ?? '1';
  const side = random() < 0.5 ? 'BUY' : 'SELL';
  const filling = pick(['IOC', 'FOK', 'RETURN'] as const) ?? 'IOC';
  const stops = { sl: price(bid - 500), tp: price(bid + 700) };
  const kind = random();
  if (kind < 0.35) return trade({ type: side, volume, filling, ...(side === 'BUY' ? stops : {}) });
  if (kind < 0.6) return trade({ type: opposite, volume, filling, position: ticket });
  if (kind < 0.7) return trade({ action: 'SLTP', position: ticket, ...stops });
  if (kind < 0.78) {
    const positionBy = pick(state.positions)?.ticket ?? '1';
    return trade({ action: 'CLOSE_BY', position: ticket, positionBy });
  }
  if (kind < 0.86) return trade({ action: 'REMOVE', order: pick(state.orders)?.ticket ?? '1' });
  const at = price(bid + Math.floor((random() - 0.5) * 600));
  return trade({ action: 'PENDING', type: pick(TYPES) ?? 'BUY_STOP', price: at, volume, filling });
}

function volumes(
  open: readonly { identifier: string; side: string; volume: string }[],
): Record<string, string> {
  return Object.fromEntries(
    open.map(({ identifier, side, volume }) => [identifier, `${side} ${volume}`]),
  );
}

test.each(['HEDGING', 'NETTING'] as const)(
  '%s: one seed, the same deals; another, others',
  (mode) => {
    const first = run(11, mode);
    expect(run(11, mode)).toEqual(first);
    expect(run(12, mode).deals).not.toEqual(first.deals);
    // It must have been worth comparing.
    expect(first.deals.length).toBeGreaterThan(50);
    expect(new Set(first.answers).size).toBeGreaterThan(4);
  },
);

test('whatever happens, changes fold to the state and the deal list explains what is open', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.constantFrom('HEDGING', 'NETTING'),
      (seed, mode) => {
        const { deals, folded, rules, state } = run(seed, mode, 80);
        // Money moves with the ticks, which no change tells.
        expect({ ...folded, account: null }).toEqual({ ...state, account: null });
        expect(folded.account.balance).toBe(state.account.balance);
        expect(deals.at(-1)?.balance).toBe(state.account.balance);
        expect(volumes(rules.all)).toEqual(volumes(state.positions));
      },
    ),
    { numRuns: 40 },
  );
});

test('a broker that goes on from the stored state ends where an undisturbed one does', () => {
  const { state } = run(5, 'HEDGING', 60);
  const clock = new VirtualClock(NOON);
  const broker = new Broker({ symbols: [SYMBOL], clock, random: seededRandom(1) });
  broker.openAccount(ACCOUNT_DEFAULTS, state);
  expect({ ...broker.state(state.account.login), account: null }).toEqual({
    ...state,
    account: null,
  });
  expect(broker.account(state.account.login).balance).toBe(state.account.balance);
});
