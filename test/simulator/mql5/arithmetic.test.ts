/**
 * The same random expressions compiled by our compiler and by g++ with types of fixed width must give
 * the same bits. Without g++ nothing is compared, and the test says so.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from './run.ts';

const TYPES: Readonly<Record<string, string>> = {
  char: 'int8_t',
  uchar: 'uint8_t',
  short: 'int16_t',
  ushort: 'uint16_t',
  int: 'int32_t',
  uint: 'uint32_t',
  long: 'int64_t',
  ulong: 'uint64_t',
};
const NAMES = Object.keys(TYPES);
/** 8 bytes win over everything beside them, so that narrow arithmetic needs expressions of its own. */
const POOLS = [NAMES, ['int', 'uint'], ['int'], ['char', 'uchar', 'short', 'ushort', 'int']];
const PROGRAMS = 600;

/** A small generator with a seed, so that a failure comes back. */
function makeRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const random = makeRandom(20_260_102);

function variable(type: string): string {
  return `v_${type}${random(3)}`;
}

/** An expression over all widths; a divisor is never 0 or −1, a shift count is in range. */
function expression(depth: number, pool: readonly string[]): string {
  const type = pool[random(pool.length)] ?? 'int';
  if (depth === 0) return variable(type);
  const a = expression(depth - 1, pool);
  const b = expression(depth - 1, pool);
  switch (random(10)) {
    case 0:
      return `((${type})(${a}))`;
    case 1:
      return `(-(${a}))`;
    case 2:
      return `(~(${a}))`;
    case 3:
      return `((${a})${random(2) === 0 ? '/' : '%'}(((${type})(${b}) & 63)+2))`;
    case 4:
      return `((${a})${random(2) === 0 ? '<<' : '>>'}${random(31)})`;
    case 5:
      return `((${a})${['<', '>', '<=', '>=', '==', '!='][random(6)] ?? '<'}(${b})?(${a}):(${b}))`;
    default:
      return `((${a})${['+', '-', '*', '&', '|', '^'][random(6)] ?? '+'}(${b}))`;
  }
}

function values(): string[] {
  return NAMES.flatMap((type) =>
    [0, 1, 2].map((index) => {
      const high = BigInt(random(2 ** 32));
      const bits = (high << 32n) | BigInt(random(2 ** 32));
      const size = { char: 8, short: 16, int: 32, long: 64 }[type.replace(/^u/, '')] ?? 32;
      const value = BigInt.asIntN(size, index === 0 ? bits & 7n : bits);
      return `${type} v_${type}${index}=(${type})${value === -(2n ** 63n) ? '(-9223372036854775807-1)' : value};`;
    }),
  );
}

/** C++ has types of other widths under these names. */
function own(text: string): string {
  return text.replaceAll(/\b(u?(?:char|short|int|long))\b/g, 'my_$1');
}

function cpp(start: readonly string[], assignments: readonly string[]): string {
  const typedefs = Object.entries(TYPES).map(([name, type]) => `typedef ${type} my_${name};`);
  const prints = assignments.map((line) => `{ ${own(line)} std::printf("%lld\\n",(long long)r); }`);
  return `#include <cstdint>\n#include <cstdio>\n${typedefs.join('\n')}\nint main(){ ${own(start.join(' '))}\n${prints.join('\n')}\nreturn 0; }`;
}

const compiler = spawnSync('g++', ['--version']).error === undefined;

test.skipIf(!compiler)('arithmetic gives the same bits as g++', { timeout: 120_000 }, () => {
  const start = values();
  const assignments = Array.from({ length: PROGRAMS }, () => {
    const type = NAMES[random(NAMES.length)] ?? 'int';
    return `${type} r=(${type})(${expression(1 + random(3), POOLS[random(POOLS.length)] ?? NAMES)});`;
  });
  const prints = assignments.map((line) => `{ ${line} Print((long)r); }`);
  const ours = run(`${start.join('\n')}\nvoid OnStart(){ ${prints.join('\n')} }`);
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-arithmetic-'));
  try {
    const source = join(folder, 'a.cpp');
    const binary = join(folder, 'a.out');
    writeFileSync(source, cpp(start, assignments));
    execFileSync('g++', ['-w', '-fwrapv', '-O0', '-o', binary, source]);
    const theirs = execFileSync(binary, { encoding: 'utf8' }).trim().split('\n');
    const differing = assignments.filter((_, index) => ours[index] !== theirs[index]);
    expect(differing).toEqual([]);
    expect(ours).toHaveLength(PROGRAMS);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.runIf(!compiler)('g++ IS NOT INSTALLED: arithmetic was not compared', () => {
  process.stderr.write('g++ is not installed: the differential test of arithmetic did not run\n');
  expect(compiler).toBe(false);
});
