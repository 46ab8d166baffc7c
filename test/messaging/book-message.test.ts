import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  bookClosings,
  bookContent,
  bookHead,
  BUS_PROTOCOL_VERSION,
} from '../../messaging/book-message.ts';
import { bookMessage, closingDeal, positions, received } from './bus-builders.ts';

/** One line per version, never edited: a change of the schemas needs a new version. */
const SCHEMA_HASHES: Record<number, string> = {
  1: '6ebbadcab427bef12d38df483d321ee365bd3e35b4c4937db97e1136e58160a6',
  2: '156faae383ad746a483d465a97efc280e77f74bb31bc27aa3850c0523587eeef',
  3: '7ed7956fffa44abac9937cfcf6b4d5cbb6778decfbc54fc383cdbdf1b67da395',
  4: '68ac17503e221cbd4e2b988b46c9c02c7541872367b77762de05e5210da166d9',
};

test('the wire format is frozen with its version', () => {
  const lines = [bookHead, bookContent, bookClosings].map((schema) =>
    z.toJSONSchema(schema, { unrepresentable: 'any' }),
  );
  const hash = createHash('sha256').update(JSON.stringify(lines)).digest('hex');
  expect(hash).toBe(SCHEMA_HASHES[BUS_PROTOCOL_VERSION]);
});

/** As it comes from the wire: what JSON can say, and nothing else. */
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const { version, seq, sentAt, hash, recentlyClosed, ...said } = received(
  bookMessage({
    positions: positions(2, { sl: '1.1' }),
    orders: ['77', '78'],
    recentlyClosed: [closingDeal(), closingDeal({ deal: '903', entry: 'INOUT' })],
  }),
);
const head = { version, seq, sentAt, hash };
const content = { ...said, closedHash: 'a'.repeat(64) };

/** Values at and beyond the edges of every field. */
const EDGES: readonly unknown[] = [
  [null, true, [], {}, 0, -0, 1, -1, 2, 3, 1.5, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e308],
  ['', ' ', 'BUY', 'SELL', 'OUT', 'OUT_BY', 'INOUT', 'buy', 'é', '1\n', '0\u{10000}', '\u{10000}'],
  ['0', '00', '01', '-0', '+1', '1', '-1', '١', '1e5', '0x1', ' 1', '1 ', 'NaN', 'Infinity'],
  ['0.0', '0.10', '-0.10', '.5', '5.', '1.2.3', '0.00000001', '0.000000001', '1,5'],
  [14, 15, 16, 17, 18, 19, 20].flatMap((length) => ['9'.repeat(length), '1'.repeat(length)]),
  ['18446744073709551615', '18446744073709551616', '9223372036854775807', '9223372036854775808'],
  ['-9223372036854775808', '-9223372036854775809'],
  [2, 3, 63, 64, 65, 128, 129, 256, 257].flatMap((n) => ['x'.repeat(n), '\u{10000}'.repeat(n)]),
  ['a'.repeat(64), 'A'.repeat(64), `${'a'.repeat(64)}\n`, 'g'.repeat(64)],
].flat();

/** A change at a random place below `value`: something else there, gone, or beside it. */
function spoil(value: unknown, steps: readonly number[], how: string, put: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || typeof value !== 'object' || value === null) return put;
  const keys = Object.keys(value);
  const key = keys[step % keys.length] ?? 'extra';
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  if (rest.length > 0) copy[key] = spoil(copy[key], rest, how, put);
  else if (how === 'put') copy[key] = put;
  else if (how === 'remove') delete copy[key];
  // Not an assignment: of `__proto__` that would be another thing.
  else Object.defineProperty(copy, how, { value: put, enumerable: true });
  return copy;
}

/** Whether the schema accepts `value`; the compiled one, as the codec uses it, must agree. */
function isAccepted(schema: z.ZodType, compiled: z.ZodType, value: unknown): boolean {
  const [slow, fast] = [schema.safeParse(value), compiled.safeParse(value)];
  expect({ is: fast.success, data: fast.data }).toEqual({ is: slow.success, data: slow.data });
  return slow.success;
}

test.each([
  ['head', bookHead, head],
  ['content', bookContent, content],
  ['closing deals', bookClosings, recentlyClosed],
])(
  'the compiled schema of the %s agrees with the schema on whatever comes',
  (_, schema, good) => {
    const compiled = z.compile<z.ZodType>(schema, { strict: true });
    expect(isAccepted(schema, compiled, json(good))).toBe(true);
    const steps = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 4 });
    const how = fc.oneof(
      { weight: 10, arbitrary: fc.constant('put') },
      fc.constantFrom('remove', 'extra', '__proto__', 'constructor', 'toString'),
    );
    const put = fc.oneof(
      fc.constantFrom(...EDGES),
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^-?\d{0,21}(\.\d{0,9})?$/),
      fc.jsonValue(),
    );
    const changes = fc.array(fc.tuple(steps, how, put), { minLength: 1, maxLength: 2 });
    const answers = new Map([true, false].map((answer) => [answer, 0]));
    fc.assert(
      fc.property(changes, (all) => {
        const value = all.reduce((whole: unknown, change) => spoil(whole, ...change), good);
        const answer = isAccepted(schema, compiled, json(value));
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
      }),
      { numRuns: 20_000 },
    );
    // Both answers were really given.
    expect(Math.min(...answers.values())).toBeGreaterThan(20);
  },
  60_000,
);

test.each([
  ['positions', 10_000, content.positions[0]],
  ['orders', 10_000, '77'],
])('%s: at most %i, compiled or not', (field, max, item) => {
  const compiled = z.compile<z.ZodType>(bookContent, { strict: true });
  const book = (length: number) => ({ ...content, [field]: Array.from({ length }, () => item) });
  expect(isAccepted(bookContent, compiled, book(max))).toBe(true);
  expect(isAccepted(bookContent, compiled, book(max + 1))).toBe(false);
});

test('closing deals: at most 256, compiled or not', () => {
  const compiled = z.compile<z.ZodType>(bookClosings, { strict: true });
  const most = Array.from({ length: 256 }, () => recentlyClosed[0]);
  expect(isAccepted(bookClosings, compiled, most)).toBe(true);
  expect(isAccepted(bookClosings, compiled, [...most, recentlyClosed[0]])).toBe(false);
});
