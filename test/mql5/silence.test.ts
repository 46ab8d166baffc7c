/** When an Expert Advisor takes its node for silent: docs/ea-protocol.md, Fail-safe. */
import { expect, test } from 'vitest';
import { temporaryFolder } from '../simulator/temporary-folder.ts';
import {
  answering,
  challenge,
  GOODBYE,
  HEARTBEAT,
  refused,
  ScriptedNode,
  WELCOME,
  type Message,
  type Script,
} from './scripted-node.ts';
import { fileFunctions } from '../../simulator/mql5/runtime/files.ts';
import { eaClock } from './ea-part.ts';
import { runAll, stateOf, terminal, wholeEa, writeState } from './whole-ea.ts';

const SILENCE_MS = 30_000;
const policy = (silenceSeconds: number): Message => ({
  id: 'q1',
  action: 'POLICY',
  params: { onSilence: 'flatten_copies', silenceSeconds, lease: 3, alsoIds: [] },
});
const SERVING = answering(WELCOME, policy(SILENCE_MS / 1_000));
const FULL = answering(refused('ALREADY_CONNECTED'));

/** The files of a terminal whose EA was told to close its copies after so much silence, and that EA. */
function served(silenceSeconds = SILENCE_MS / 1_000) {
  const folder = temporaryFolder();
  const node = new ScriptedNode();
  const ea = wholeEa(folder, node);
  node.script = answering(WELCOME, policy(silenceSeconds));
  ea.run(1_000);
  expect(stateOf(folder)).toMatchObject({ onSilence: 'flatten_copies', welcomed: true });
  return { folder, node, ea };
}

/** Another EA on the same files: the next start of the terminal, or a second chart of it. */
function another(folder: string, script: Script | null) {
  const node = new ScriptedNode();
  node.script = script;
  return { node, ea: wholeEa(folder, node) };
}

test('an EA that is started beside a dead node closes its copies, and not before its time', () => {
  const { ea } = another(served().folder, null);
  ea.run(SILENCE_MS - 1_000);
  expect(ea.closes).toEqual([]);
  ea.run(2_000);
  expect(ea.closes[0]).toBe('lockstep silence');
});

test('a closed market is asked for the close of a copy once a minute, and anything else every 5 s', () => {
  const { folder } = served();
  const { ea } = another(folder, null);
  ea.run(SILENCE_MS + 1_000);
  const before = ea.closes.length;
  ea.run(300_000);
  expect(ea.closes.length - before).toBe(5);
  let asked = 0;
  const rejected = wholeEa(folder, new ScriptedNode(), terminal(folder), {
    functions: {
      OrderSendAsync: (_request: unknown, result: Record<string, unknown>) => {
        asked += 1;
        Object.assign(result, { retcode: 10_006, request_id: asked });
        return true;
      },
    },
  });
  rejected.run(SILENCE_MS + 60_000);
  expect(asked).toBeGreaterThan(10);
});

test('an EA beside which another one is served closes nothing, nor when the node has stopped', () => {
  const { node, ea } = another(served().folder, FULL);
  ea.run(2 * SILENCE_MS);
  expect(node.hellos).toBeGreaterThan(20);
  node.leave();
  ea.run(2 * SILENCE_MS);
  ea.closeTerminal();
  expect(ea.closes).toEqual([]);
});

test('once it is served itself its copies are closed in silence, and when its terminal is closed', () => {
  const { node, ea } = another(served().folder, FULL);
  ea.run(5_000);
  node.script = SERVING;
  ea.run(5_000);
  node.leave();
  ea.closeTerminal();
  expect(ea.closes).toEqual(['lockstep exit']);
  const { ea: next, node: last } = another(served().folder, FULL);
  next.run(5_000);
  last.script = SERVING;
  next.run(5_000);
  last.leave();
  next.run(SILENCE_MS + 1_000);
  expect(next.closes[0]).toBe('lockstep silence');
});

test('a node that proves itself and lets nobody in is alive; silence counts from its last answer', () => {
  const { node, ea } = another(served().folder, answering(refused('NOT_READY')));
  ea.run(2 * SILENCE_MS);
  expect(ea.closes).toEqual([]);
  node.leave();
  ea.run(SILENCE_MS - 3_000);
  expect(ea.closes).toEqual([]);
  ea.run(4_000);
  expect(ea.closes[0]).toBe('lockstep silence');
});

test.each([
  [3, 3_300],
  [5, 4_600],
])('when %i s are silence, an EA that stood still for %i ms listens first', (seconds, stallMs) => {
  const { node, ea } = served(seconds);
  ea.run(500);
  node.say(HEARTBEAT);
  ea.stall(stallMs);
  ea.run(1_000);
  expect(ea.closes).toEqual([]);
  node.leave();
  ea.run(seconds * 1_000 + 1_000);
  expect(ea.closes[0]).toBe('lockstep silence');
});

test.each([1, 2])('with the slowest timer %i s of silence are noticed', (seconds) => {
  const { node, ea } = served(seconds);
  node.leave();
  for (let event = 0; event < 2 * seconds + 3; event += 1) ea.stall(1_000);
  expect(ea.closes[0]).toBe('lockstep silence');
});

test('a copy that waits for its market is asked for once more when the terminal is closed', () => {
  const { ea } = another(served().folder, null);
  ea.run(SILENCE_MS + 1_000);
  ea.closeTerminal();
  expect(ea.closes).toEqual(['lockstep silence', 'lockstep exit']);
});

test('a proof alone is a sign of life', () => {
  const { ea } = another(served().folder, answering());
  ea.run(2 * SILENCE_MS);
  expect(ea.closes).toEqual([]);
});

test.each<[string, Script]>([
  ['a refusal before any proof', () => [refused('ALREADY_CONNECTED')]],
  [
    'a refusal after a wrong proof',
    (message) =>
      message['type'] === 'HELLO'
        ? [{ ...challenge(message), mac: '00'.repeat(32) }, refused('ALREADY_CONNECTED')]
        : [],
  ],
])('%s is no sign of life', (_, script) => {
  const { node, ea } = another(served().folder, script);
  ea.run(SILENCE_MS + 1_000);
  expect(node.hellos).toBeGreaterThan(10);
  expect(ea.closes[0]).toBe('lockstep silence');
});

test('a welcome that is followed by a refusal before it is read is a sign of life', () => {
  const { folder, node, ea } = served(3);
  node.say(GOODBYE);
  ea.run(100);
  node.leave();
  ea.run(60_000);
  // Long enough for the next connection, shorter than the EA waits for the answer to AUTH.
  node.script = answering();
  ea.run(2_500);
  node.script = null;
  node.say(WELCOME, HEARTBEAT, refused('SILENT'));
  ea.stall(2_000);
  expect(stateOf(folder)).toMatchObject({ goodbye: false });
  ea.run(2_500);
  expect(ea.closes).toEqual([]);
  ea.run(1_000);
  expect(ea.closes[0]).toBe('lockstep silence');
});

test('a goodbye that another chart of the terminal was told holds for all', () => {
  const { folder, node, ea: first } = served();
  const { ea: second } = another(folder, null);
  second.run(1_000);
  node.say(GOODBYE);
  first.run(100);
  node.leave();
  second.run(2 * SILENCE_MS);
  expect(second.closes).toEqual([]);
});

test('the welcome of one chart ends the goodbye that another one was told', () => {
  const { folder, node, ea: first } = served();
  const { ea: second, node: again } = another(folder, null);
  second.run(1_000);
  node.say(GOODBYE);
  first.run(100);
  node.leave();
  again.script = answering(WELCOME);
  second.run(3_000);
  expect(stateOf(folder)).toMatchObject({ goodbye: false });
  again.leave();
  second.run(SILENCE_MS + 1_000);
  expect(second.closes[0]).toBe('lockstep silence');
});

test('a node that is back is told of no silence any more', () => {
  const { node, ea } = served();
  node.leave();
  ea.run(SILENCE_MS + 5_000);
  expect(ea.closes).not.toEqual([]);
  const blocked: unknown[] = [];
  node.script = (message) => {
    const { book } = message as { readonly book?: Message };
    if (book !== undefined) blocked.push(book['blocked']);
    return SERVING(message);
  };
  ea.run(3_000);
  expect(blocked[0]).toEqual([]);
});

test('a chart that could not write what it had read brings no goodbye back that is over', () => {
  const { folder, node, ea: first } = served();
  node.say(GOODBYE);
  first.run(100);
  const disk = { isFull: true };
  const move = fileFunctions({ own: folder, common: folder, fail: () => undefined })['FileMove'];
  const second = wholeEa(folder, new ScriptedNode(), terminal(folder), {
    functions: { FileMove: (...args: readonly unknown[]) => !disk.isFull && move?.(...args) },
  });
  second.run(1_000);
  node.leave();
  node.script = answering({ ...WELCOME, lease: 4 });
  first.run(3_000);
  expect(stateOf(folder)).toMatchObject({ highestLease: 4, goodbye: false });
  disk.isFull = false;
  second.run(1_000);
  expect(stateOf(folder)).toMatchObject({ highestLease: 4, goodbye: false });
  node.leave();
  first.run(SILENCE_MS + 5_000);
  expect(first.closes[0]).toBe('lockstep silence');
});

test('an older state that another chart has written over a newer one counts for nothing, and goes', () => {
  const { folder, node, ea } = served();
  const newer = stateOf(folder) as object;
  writeState(folder, { ...newer, highestLease: 2, goodbye: true });
  node.leave();
  ea.run(SILENCE_MS + 5_000);
  expect(ea.closes[0]).toBe('lockstep silence');
  expect(stateOf(folder)).toEqual(newer);
});

/** Two charts of one terminal, of which the first is served and the second is not let in. */
function twoCharts() {
  const folder = temporaryFolder();
  const own = terminal(folder);
  const node = new ScriptedNode();
  node.script = answering(WELCOME, policy(SILENCE_MS / 1_000));
  const first = wholeEa(folder, node, own);
  runAll(own, [first], 1_000);
  const second = wholeEa(folder, new ScriptedNode(), own);
  /** The node speaks once a second. */
  const serve = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      node.say(HEARTBEAT);
      runAll(own, [first, second], 1_000);
    }
  };
  return { folder, own, node, first, second, serve };
}

test('an EA that is never let in closes nothing while another chart of the terminal is served', () => {
  const { first, second, serve } = twoCharts();
  serve(3 * SILENCE_MS);
  expect([...first.closes, ...second.closes]).toEqual([]);
});

test('what another chart heard is a sign of life for as long as the silence may last', () => {
  const { own, node, first, second, serve } = twoCharts();
  serve(SILENCE_MS + 5_000);
  node.leave();
  runAll(own, [second], SILENCE_MS - 1_000);
  expect(second.closes).toEqual([]);
  runAll(own, [first, second], 2_000);
  expect(second.closes[0]).toBe('lockstep silence');
});

test('after the terminal has died beside a dead node its copies are closed in their time', () => {
  const { folder, own, serve } = twoCharts();
  serve(5_000);
  own.end();
  const again = terminal(folder, own.clock);
  const ea = wholeEa(folder, new ScriptedNode(), again);
  ea.run(SILENCE_MS - 1_000);
  expect(ea.closes).toEqual([]);
  ea.run(2_000);
  expect(ea.closes[0]).toBe('lockstep silence');
});

test('a sign of life of before the restart of the computer counts for nothing', () => {
  const { folder, own, serve } = twoCharts();
  serve(5_000);
  own.end();
  // GetTickCount64 begins anew, and comes to where it was within the silence.
  const clock = eaClock();
  clock.ms = own.clock.ms - SILENCE_MS / 2;
  const ea = wholeEa(folder, new ScriptedNode(), terminal(folder, clock));
  ea.run(SILENCE_MS + 1_000);
  expect(ea.closes[0]).toBe('lockstep silence');
});
