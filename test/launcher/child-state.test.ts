import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextChildState, type ChildEvent, type ChildState } from '../../launcher/child-state.ts';

const EVENTS = ['became-ready', 'stop-asked', 'ended', 'gave-up', 'restarted'] as const;
const LEGAL: Readonly<Record<ChildState, Partial<Record<ChildEvent, ChildState>>>> = {
  starting: { 'became-ready': 'ready', 'stop-asked': 'stopping', ended: 'exited' },
  ready: { 'stop-asked': 'stopping', ended: 'exited' },
  stopping: { 'became-ready': 'stopping', ended: 'exited' },
  exited: { restarted: 'starting', 'gave-up': 'failed' },
  failed: {},
};
const STEPS = (Object.keys(LEGAL) as ChildState[]).flatMap((state) =>
  EVENTS.map((event) => ({ state, event, next: LEGAL[state][event] })),
);

test.each(STEPS.filter(({ next }) => next !== undefined))(
  'a child that is $state is $next after "$event"',
  ({ state, event, next }) => {
    expect(nextChildState(state, event)).toBe(next);
  },
);

test.each(STEPS.filter(({ next }) => next === undefined))(
  'a child that is $state cannot be "$event": that throws',
  ({ state, event }) => {
    expect(() => nextChildState(state, event)).toThrow(`a child that is ${state} cannot be`);
  },
);

test('no way leads out of failed, and only exited leads to a new start', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...EVENTS)), (events) => {
      let state: ChildState = 'starting';
      for (const event of events) {
        const next: ChildState | undefined = LEGAL[state][event];
        if (next === undefined) continue;
        expect(state).not.toBe('failed');
        expect(next !== 'starting' || state === 'exited').toBe(true);
        state = nextChildState(state, event);
      }
    }),
  );
});
