import { expect, test } from 'vitest';
import { logLineText, parseLogLine } from '../../launcher/log-line.ts';

const time = new Date(2026, 10, 20, 9, 30, 1, 250).toISOString();

function line(changes: object = {}): string {
  const fields = { level: 'warn', time, node: 'S', account: 'S', msg: 'refused GOLD' };
  return JSON.stringify({ ...fields, ...changes });
}

test('a line names who said it, when and how bad it is', () => {
  const changes = { level: 'error', node: 'terminal S' };
  expect(parseLogLine(line(changes))).toMatchObject({
    atMs: Date.parse(time),
    isError: true,
    names: ['terminal S', 'S'],
  });
});

test.each(['', 'Segmentation fault', '{"level":"inf', '[1]', '{"level":3}'])(
  '%j is no line of the log',
  (text) => {
    expect(parseLogLine(text)).toBeNull();
  },
);

test('it is shown with its day, in colours only where they are wanted', () => {
  const entry = parseLogLine(line({ ticket: '7' }));
  if (entry === null) throw new Error('no line');
  expect(logLineText(false)(entry)).toBe(
    '[2026-11-20 09:30:01.250] WARN: S: refused GOLD {"ticket":"7"}',
  );
  expect(logLineText(true)(entry)).toContain('\u001B[');
});

test('what a broker wrote does not steer the terminal', () => {
  const entry = parseLogLine(line({ msg: 'a\u001B[2Jb\rc', err: { stack: 'x\n  at y' } }));
  if (entry === null) throw new Error('no line');
  const text = logLineText(false)(entry);
  expect(text).toContain('a?[2Jb?c');
  expect(text).not.toContain('\u001B');
});
