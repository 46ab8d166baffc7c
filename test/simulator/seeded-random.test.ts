import { expect, test } from 'vitest';
import { seededRandom } from '../../simulator/seeded-random.ts';

function draws(seed: number): readonly number[] {
  return Array.from({ length: 1_000 }, seededRandom(seed));
}

test('a seed gives the same numbers again, another seed others', () => {
  expect(draws(1)).toEqual(draws(1));
  expect(draws(1)).not.toEqual(draws(2));
});

test('numbers are in [0, 1) and spread', () => {
  const numbers = draws(7);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  expect(numbers.filter((number) => number < 0.5).length).toBeGreaterThan(400);
});
