/** The planner against a model broker under every mishap: S1–S6 at every step, L1 after healing. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fate } from './model-broker.ts';
import type { Trade, Weather } from './model-master.ts';
import { ModelWorld, type Crash, type Mishap } from './model-world.ts';

interface Step {
  readonly waitMs: number;
  readonly trade: Trade;
  readonly pick: number;
  readonly master: Weather;
  readonly slave: Weather;
  readonly hasDeals: boolean;
  readonly mishaps: readonly Mishap[];
  readonly restarts: boolean;
  readonly human: 'nothing' | 'CLIENT' | 'SL';
}

const weather = fc.constantFrom<Weather>('clear', 'clear', 'clear', 'lost', 'incomplete', 'flat');
const masterWeather = fc.oneof(weather, fc.constant<Weather>('glitch'));
const anyMishap: fc.Arbitrary<Mishap> = fc.record({
  fate: fc.constantFrom<Fate>(
    'executed',
    'executed',
    'command-lost',
    'reply-lost',
    'executed-late',
    'rejected',
    'requoted',
    'market-closed',
  ),
  crash: fc.constantFrom<Crash>(
    'never',
    'never',
    'never',
    'before-store',
    'after-store',
    'after-answer',
  ),
});
const step: fc.Arbitrary<Step> = fc.record({
  waitMs: fc.constantFrom(100, 100, 500, 1_000, 2_500, 12_000),
  trade: fc.constantFrom<Trade>('nothing', 'open', 'open', 'close', 'part', 'stops'),
  pick: fc.nat(40),
  master: masterWeather,
  slave: weather,
  hasDeals: fc.boolean(),
  mishaps: fc.array(anyMishap, { maxLength: 3 }),
  restarts: fc.constantFrom(false, false, false, false, true),
  human: fc.constantFrom('nothing', 'nothing', 'nothing', 'nothing', 'CLIENT', 'SL'),
});

/** Lives through the history; S1–S6 are checked on the way. */
function live(history: readonly Step[]): ModelWorld {
  const world = new ModelWorld();
  for (const {
    waitMs,
    trade,
    pick,
    master,
    slave,
    hasDeals,
    mishaps,
    restarts,
    human,
  } of history) {
    world.advance(waitMs);
    world.master.trade(trade, pick, world.nowMs);
    const held = [...world.broker.positions.keys()][
      pick % Math.max(1, world.broker.positions.size)
    ];
    if (human !== 'nothing' && held !== undefined) world.broker.take(held, human);
    if (restarts) world.restart();
    world.observe(master, slave, hasDeals);
    world.act(mishaps);
  }
  return world;
}

/** Time without mishaps, until the books agree. */
function heal(world: ModelWorld, ms: number): string | null {
  for (let passed = 0; passed < ms; passed += 1_000) {
    world.advance(1_000);
    world.observe();
    world.act();
  }
  return world.discord();
}

/** Limits of a hung test, not of a slow machine. */
const PATIENT = { timeout: 120_000 };

test(
  'property, plan S1–S6: any mishaps, restarts and human hands keep every safety clause',
  PATIENT,
  () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (history) => {
        expect(() => live(history)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  },
);

test('property, plan L1: after the last mishap the books agree', PATIENT, () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (history) => {
      expect(heal(live(history), 130_000)).toBeNull();
    }),
    { numRuns: 100 },
  );
});

test('property, plan L1: a perfect broker is converged with in one pass', () => {
  const trades = fc.array(fc.tuple(fc.constantFrom<Trade>('open', 'open', 'close'), fc.nat(40)));
  fc.assert(
    fc.property(trades, trades, (first, second) => {
      const world = new ModelWorld();
      for (const round of [first, second]) {
        world.advance(3_000);
        for (const [trade, pick] of round) world.master.trade(trade, pick, world.nowMs);
        world.observe();
        world.act();
        world.observe();
        expect(world.discord()).toBeNull();
        expect(world.act()).toEqual([]);
      }
    }),
  );
});

test('property, plan L1: one change of each open copy is followed in one pass', () => {
  const change = fc.constantFrom<Trade>('part', 'stops', 'close');
  fc.assert(
    fc.property(fc.array(fc.nat(40), { maxLength: 8 }), change, fc.nat(8), (opens, trade, pick) => {
      const world = new ModelWorld();
      for (const each of opens) world.master.trade('open', each, world.nowMs);
      world.observe();
      world.act();
      world.advance(3_000);
      world.master.trade(trade, pick, world.nowMs);
      world.observe();
      world.act();
      world.observe();
      expect(world.discord()).toBeNull();
      expect(world.act()).toEqual([]);
    }),
  );
});

test('property, plan 1: same input, same plan', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (history) => {
      const [left, right] = [live(history), live(history)];
      expect(left.act()).toEqual(right.act());
      expect([...left.ledger]).toEqual([...right.ledger]);
    }),
  );
});

test('property, plan 2: no plan has two actions for one copy', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (history) => {
      const world = live(history);
      world.observe();
      const ids = world.act().flatMap((action) => ('copy' in action ? [action.copy.copyId] : []));
      expect(new Set(ids).size).toBe(ids.length);
    }),
  );
});
