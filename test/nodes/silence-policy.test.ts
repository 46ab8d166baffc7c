/** The invariants of nodes/silence-policy.ts. */
import { expect, test } from 'vitest';
import { TerminalUnavailableError } from '../../domain/errors.ts';
import { SilencePolicy, type Policy } from '../../nodes/silence-policy.ts';

const POLICY: Policy = { onSilence: 'hold', silenceSeconds: 30, lease: 3, alsoIds: [] };

function desk() {
  const told: Policy[] = [];
  const lines: string[] = [];
  const log = {
    info: () => undefined,
    warn: (_fields: object, message: string) => void lines.push(message),
    error: (_fields: object, message: string) => void lines.push(message),
  };
  const state = { answer: () => Promise.resolve() };
  const silence = new SilencePolicy((policy) => {
    told.push(policy);
    return state.answer();
  }, log);
  return { silence, told, lines, state };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

test('every connection is told once, and again when something has changed', async () => {
  const { silence, told } = desk();
  for (const [connection, policy] of [
    [1, POLICY],
    [1, POLICY],
    [2, POLICY],
    [2, { ...POLICY, onSilence: 'flatten_copies' }],
    [2, { ...POLICY, onSilence: 'flatten_copies' }],
  ] as const) {
    silence.tick(connection, policy, 0);
    await turn();
  }
  expect(told.map(({ onSilence }) => onSilence)).toEqual(['hold', 'hold', 'flatten_copies']);
});

test('what the EA did not take is told again, but not at once', async () => {
  const { silence, told, lines, state } = desk();
  state.answer = () => Promise.reject(new TerminalUnavailableError('away'));
  silence.tick(1, POLICY, 0);
  await turn();
  state.answer = () => Promise.resolve();
  silence.tick(1, POLICY, 100);
  await turn();
  expect(told).toHaveLength(1);
  silence.tick(1, POLICY, 1_000);
  await turn();
  expect(told).toHaveLength(2);
  expect(lines).toEqual([]);
});

test('a refusal of the EA is said once and tried again every half a minute', async () => {
  const { silence, told, lines, state } = desk();
  state.answer = () => Promise.reject(new Error('POLICY: LEASE'));
  for (const nowMs of [0, 29_999, 30_000]) {
    silence.tick(1, POLICY, nowMs);
    await turn();
  }
  expect(told).toHaveLength(2);
  expect(lines).toEqual(['the EA could not be told what to do in silence: POLICY: LEASE']);
});

test('a silence shorter than a restart of the node is warned of once', () => {
  const { silence, lines } = desk();
  silence.check({ onSilence: 'hold', silenceMs: 15_000 });
  expect(lines).toEqual([]);
  silence.check({ onSilence: 'hold', silenceMs: 14_000 });
  silence.check({ onSilence: 'hold', silenceMs: 14_000 });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('silence_seconds is 14');
});
