/** Runs named faults of the contract: here on real processes, or beside the code that they are about. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

/** On real processes, and done in seconds each. */
const SHORT = ['F21', 'F22', 'F26', 'F33', 'F36', 'F37', 'F38', 'F39', 'F40', 'F41', 'F46', 'F50'];
const CHAOS = '.chaos.test.ts';

/** What became of the tests. */
export interface FaultCount {
  readonly cases: number;
  readonly violations: number;
}

const report = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });

/**
 * @param wanted `short`, or the number of a fault.
 * @throws Error when no test names it.
 */
export async function runNamed(wanted: string): Promise<FaultCount> {
  const isShort = wanted === 'short';
  const pattern = isShort ? `(${SHORT.join('|')})\\b` : `${wanted}\\b`;
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(isShort ? CHAOS : '.test.ts'))
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((file) => new RegExp(pattern).test(readFileSync(file, 'utf8')));
  if (files.length === 0) {
    throw new Error(`no test names "${wanted}": docs/guarantees.md lists them`);
  }
  const real = files.filter((file) => file.endsWith(CHAOS));
  const counts = [
    await vitest(pattern, ['--config', 'test/chaos/vitest.config.ts'], real),
    await vitest(
      pattern,
      [],
      files.filter((file) => !real.includes(file)),
    ),
  ];
  return {
    cases: counts.reduce((sum, { cases }) => sum + cases, 0),
    violations: counts.reduce((sum, { violations }) => sum + violations, 0),
  };
}

async function vitest(
  pattern: string,
  flags: readonly string[],
  files: readonly string[],
): Promise<FaultCount> {
  if (files.length === 0) return { cases: 0, violations: 0 };
  const folder = await mkdtemp(path.join(tmpdir(), 'lsf-'));
  const output = path.join(folder, 'report.json');
  const reporters = ['--reporter=verbose', '--reporter=json', `--outputFile.json=${output}`];
  const program = 'node_modules/vitest/vitest.mjs';
  const args = ['run', ...reporters, ...flags, '-t', pattern, ...files];
  try {
    const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [number | null];
    const { numFailedTests, numPassedTests } = report.parse(
      JSON.parse(readFileSync(output, 'utf8')),
    );
    // What fails outside of a test, as a stage that cannot be set, is in no count.
    const violations = numFailedTests === 0 && code !== 0 ? 1 : numFailedTests;
    return { cases: numPassedTests + numFailedTests, violations };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
