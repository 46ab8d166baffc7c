import { expect, test } from 'vitest';
import { missingStep, type WaitedFor } from '../../launcher/missing-step.ts';

function waited(changes: Partial<WaitedFor> = {}): WaitedFor {
  const status = { isConnected: false, refused: null };
  return { name: 'Apex', path: 'C:/t.exe', port: 47_101, isRunning: true, status, ...changes };
}

function refusedBy(code: string, detail = 'in its words') {
  return missingStep(
    waited({ status: { isConnected: false, refused: { code, detail, atMs: 0 } } }),
  );
}

test('nothing is missing when the EA is there, even of a terminal that is not listed', () => {
  const status = { isConnected: true };
  expect(missingStep(waited({ status, isRunning: false }))).toBeNull();
});

test('the first step that is missing is named, with what to do', () => {
  expect(missingStep(waited({ isRunning: false }))).toMatchObject({ step: 'terminal-not-started' });
  expect(missingStep(waited({ status: null }))).toMatchObject({ step: 'node-silent' });
  expect(missingStep(waited())?.step).toBe('ea-not-attached');
  expect(missingStep(waited())?.advice).toMatch(/port 47101.*`lockstep ea install Apex`/);
});

test('a refusal tells a wrong secret, a wrong login and another account apart', () => {
  expect(refusedBy('WRONG_SECRET')).toMatchObject({ step: 'not-authenticated' });
  expect(refusedBy('PROTOCOL')).toMatchObject({ step: 'not-authenticated' });
  expect(refusedBy('WRONG_ACCOUNT', 'logged into 5@X')).toMatchObject({
    step: 'wrong-login',
    advice: expect.stringContaining('logged into 5@X'),
  });
  expect(refusedBy('ACCOUNT_MODE_UNSUPPORTED')?.advice).toContain('hedging');
  expect(refusedBy('NOT_READY', 'the node waits')?.advice).toContain('the node waits');
});
