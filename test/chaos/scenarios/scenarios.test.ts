/** Every scenario, on the simulation; and the lines that a scenario may not have. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseScenario } from './scenario.ts';
import { runSimulated } from './simulated-scenario.ts';

const FOLDER = new URL('./', import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));

test.each(files)('%s', async (name) => {
  const lines = parseScenario(readFileSync(new URL(name, FOLDER), 'utf8'));
  await expect(runSimulated(lines)).resolves.toBeUndefined();
});

test('an expectation that does not come true names its line and what is instead', async () => {
  const lines = parseScenario('I master opens BUY 0.10\nE slave holds SELL 0.10');
  await expect(runSimulated(lines)).rejects.toThrow(
    '"slave holds SELL 0.10" did not come true: it holds BUY 0.10',
  );
});

test('a line that cannot be read is named', () => {
  expect(() => parseScenario('# fine\nI master dances')).toThrow(
    'line 2 cannot be read: "I master dances"',
  );
});
