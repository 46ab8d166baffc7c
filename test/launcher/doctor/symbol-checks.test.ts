import { expect, test } from 'vitest';
import { checkSymbols, type SymbolFacts } from '../../../launcher/doctor/symbol-checks.ts';

const NONE = { map: new Map<string, string>(), prefix: '', suffix: '' };
const SPEC = {
  digits: 3,
  contractSize: '100',
  volumeStep: '0.01',
  volumeMin: '0.01',
  volumeMax: '9',
};

function facts(there: Partial<typeof SPEC>, changes: Partial<SymbolFacts> = {}): SymbolFacts {
  return {
    slave: 'Apex',
    masterRules: NONE,
    slaveRules: { ...NONE, map: new Map([['XAUUSD', 'GOLD']]) },
    symbols: ['XAUUSD'],
    masterSpecs: new Map([['XAUUSD', SPEC]]),
    slaveSpecs: new Map([['GOLD', { ...SPEC, ...there }]]),
    slaveNames: ['GOLD'],
    ...changes,
  };
}

test.each([
  [{ digits: 2 }, /3 digits on the master, 2 here/],
  [{ contractSize: '10' }, /contract size 100 on the master, 10 here/],
  [{ volumeMin: '0.1' }, /at least 0\.1 lots here/],
  [{ volumeStep: '0.1' }, /steps of 0\.1 here/],
])('%j is a warning', (there, words) => {
  const [only, ...others] = checkSymbols(facts(there));
  expect(others).toEqual([]);
  expect(only).toMatchObject({ level: 'warning', text: expect.stringMatching(words) });
});

test('an equal specification is fine, however its decimals are written', () => {
  expect(checkSymbols(facts({ contractSize: '100.0' }))).toMatchObject([{ level: 'ok' }]);
});

test('a symbol that is not to be copied is no mistake', () => {
  const slaveRules = { ...NONE, map: new Map([['XAUUSD', '']]) };
  expect(checkSymbols(facts({}, { slaveRules }))).toMatchObject([{ level: 'ok' }]);
});
