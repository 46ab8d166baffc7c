import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ConfigurationError } from '../../domain/errors.ts';
import { CrashSeam, type CrashOrder } from '../../nodes/crash-seam.ts';

function seam() {
  const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-crash-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'S.json');
  const ended: number[] = [];
  const ask = (order: CrashOrder): void => writeFileSync(file, JSON.stringify(order));
  return { file, ended, ask, seam: new CrashSeam(file, (pid) => ended.push(pid)) };
}

const book = (volume: string) => ({
  masterId: '1@M',
  positions: [{ identifier: '7', volume, sl: null, tp: null }],
  recentlyClosed: [],
});

test('a process ends once, at the point and the operation that were asked for', () => {
  const { ask, ended, file, seam: own } = seam();
  own.pass('command-sent', 'open');
  ask({ at: 'command-sent', operation: 'close', pid: 42 });
  own.pass('intent-durable', 'close');
  own.pass('command-sent', 'open');
  expect(ended).toEqual([]);
  own.pass('command-sent', 'close');
  own.pass('command-sent', 'close');
  expect(ended).toEqual([42]);
  expect(existsSync(file)).toBe(false);
});

test('a book that repeats the one before it passes no point', () => {
  const { ask, ended, seam: own } = seam();
  ask({ at: 'received', operation: null, pid: 42 });
  own.passBook('received', book('0.2'));
  own.passBook('received', book('0.2'));
  expect(ended).toEqual([]);
  own.passBook('received', book('0.1'));
  expect(ended).toEqual([42]);
});

test('without LOCKSTEP_CRASH_AT there is no seam, and a relative folder is refused', () => {
  expect(CrashSeam.of({}, 'S')).toBeNull();
  expect(CrashSeam.of({ LOCKSTEP_CRASH_AT: '' }, 'S')).toBeNull();
  expect(() => CrashSeam.of({ LOCKSTEP_CRASH_AT: 'here' }, 'S')).toThrow(ConfigurationError);
});

test('a file that is no crash order is an error that names it', () => {
  const { file, seam: own } = seam();
  writeFileSync(file, JSON.stringify({ at: 'nowhere', operation: null, pid: 1 }));
  expect(() => own.pass('received')).toThrow(/S\.json/);
});
