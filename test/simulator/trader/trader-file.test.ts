import path from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../config/paths.ts';
import {
  parseTraderFile,
  traderSteps,
  type TraderFileInput,
} from '../../../simulator/trader/trader-file.ts';

const BASE = { broker: 'broker.json', login: '5001' };

test('defaults are filled in, paths start at the file', () => {
  const file = parseTraderFile({ ...BASE, script: [] }, path.resolve('/here/trader.json'));
  expect(file).toMatchObject({ broker: path.resolve('/here/broker.json'), startDelayMs: 2_000 });
});

test.for<[string, Partial<TraderFileInput>, RegExp]>([
  ['neither', {}, /either `history` or `script`/],
  ['both', { script: [], history: { file: 'x', capGapMs: 1 } }, /either `history` or `script`/],
  ['a variant of a script', { script: [], variant: { seed: 1 } }, /variant/],
  [
    'a share above 1',
    { history: { file: 'x', capGapMs: 1 }, variant: { seed: 1, pendings: 2 } },
    /pendings/,
  ],
])('%s is refused', ([, changes, message]) => {
  expect(() => parseTraderFile({ ...BASE, ...changes }, 'trader.json')).toThrow(message);
});

test('a real history becomes its opens and closes, and a variant of it more', async () => {
  const file = path.join(packageRoot(), 'demo/data/mt5_popov_70358000.positions.csv.gz');
  const symbolMap = { GBPUSD: 'EURUSD', USDCHF: 'EURUSD', USDJPY: 'EURUSD' };
  const history = { file, capGapMs: 600_000, maxPositions: 100, symbolMap };
  const symbols = [{ symbol: 'EURUSD', volumeMin: '0.01', volumeStep: '0.01' }];
  const plain = await traderSteps(parseTraderFile({ ...BASE, history }, file), symbols);
  expect(plain.filter(({ type }) => type === 'open')).toHaveLength(100);
  const varied = parseTraderFile({ ...BASE, history, variant: { seed: 3 } }, file);
  const more = await traderSteps(varied, symbols);
  expect(new Set(more.map(({ type }) => type))).toEqual(
    new Set(['open', 'close', 'modify', 'place', 'remove']),
  );
});
