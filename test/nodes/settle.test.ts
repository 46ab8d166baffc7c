/** Waiting for outcomes at the end of a node (nodes/settle.ts). */
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { settle } from '../../nodes/settle.ts';

async function isWaiting(reason: unknown): Promise<boolean> {
  const inFlight = new Set(['copy']);
  let isDone = false;
  const settled = settle(inFlight, AbortSignal.abort(reason)).then(() => (isDone = true));
  await turn();
  const waits = !isDone;
  inFlight.clear();
  await settled;
  return waits;
}

test('an operator’s stop waits for what is under way', async () => {
  expect(await isWaiting('orderly stop')).toBe(true);
});

test('the launcher’s death waits for nothing', async () => {
  expect(await isWaiting(undefined)).toBe(false);
});
