import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compile } from '../../../simulator/mql5/compile.ts';
import { parseSource } from '../../../simulator/mql5/parse-source.ts';
import { formatDiagnostic } from '../../../simulator/mql5/position.ts';
import { NOW } from './builders.ts';

const SOURCE = {
  main: 'mql5/Experts/Lockstep/Lockstep.mq5',
  read: (path: string) => (existsSync(path) ? readFileSync(path) : null),
  includeFolders: ['mql5/Include'],
  now: NOW,
};

test('the Expert Advisor compiles without errors and warnings, and all it calls is known', () => {
  const { diagnostics, absent, program } = compile(SOURCE);
  expect(diagnostics.map(formatDiagnostic)).toEqual([]);
  expect(absent).toEqual([]);
  expect(program).not.toBeNull();
});

test('the Expert Advisor parses without the names of the library', () => {
  expect(parseSource(SOURCE).diagnostics.map(formatDiagnostic)).toEqual([]);
});
