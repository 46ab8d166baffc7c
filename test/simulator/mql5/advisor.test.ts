import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compile } from '../../../simulator/mql5/compile.ts';
import { formatDiagnostic } from '../../../simulator/mql5/position.ts';
import { NOW } from './builders.ts';

const ADVISOR = 'mql5/Experts/Lockstep/Lockstep.mq5';

test('the Expert Advisor compiles without errors and warnings, and all it calls is known', () => {
  const { diagnostics, absent, program } = compile({
    main: ADVISOR,
    read: (path) => (existsSync(path) ? readFileSync(path) : null),
    includeFolders: ['mql5/Include'],
    now: NOW,
  });
  expect(diagnostics.map(formatDiagnostic)).toEqual([]);
  expect(absent).toEqual([]);
  expect(program).not.toBeNull();
});
