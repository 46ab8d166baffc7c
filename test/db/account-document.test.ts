import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_ACCOUNT_DOCUMENT_BYTES, parseAccountDocument } from '../../db/account-document.ts';
import { describeProblem } from '../../db/document-problem.ts';
import { masterDocument, slaveDocument } from './builders.ts';

test("the Python copier's master parses unchanged", () => {
  expect(parseAccountDocument(masterDocument({ _id: 'x' }), '').account).toEqual({
    type: 'MASTER',
    name: 'FTMO_Master',
    enabled: true,
    path: 'C:/Program Files/FTMO MT5/terminal64.exe',
    login: null,
    server: null,
    eaPort: null,
    host: null,
    terminalArguments: [],
    busEndpoint: null,
    symbols: { map: new Map(), prefix: '', suffix: '' },
  });
});

test("the Python copier's slave parses unchanged, with the defaults of what it does not know", () => {
  expect(parseAccountDocument(slaveDocument(), '').account).toEqual({
    type: 'SLAVE',
    name: 'Apex_Slave_01',
    enabled: true,
    path: 'C:/Program Files/Apex MT5/terminal64.exe',
    login: null,
    server: null,
    eaPort: null,
    host: null,
    terminalArguments: [],
    masters: null,
    symbols: {
      map: new Map([
        ['XAUUSD', 'GOLD'],
        ['US30', 'DJ30'],
      ]),
      prefix: '',
      suffix: '.c',
    },
    slippageTolerance: 50,
    slippageMode: 'absolute',
    maxSignalAgeMs: 10_000,
    sizing: { mode: 'same' },
    maxLots: null,
    maxOpenCopies: null,
    maxTotalLots: null,
    filling: 'auto',
    minModifyIntervalMs: 1000,
    dailyRequestLimit: null,
    onSilence: 'hold',
    silenceMs: 30_000,
  });
});

test('every field of a slave is read', () => {
  const { account, problems } = parseAccountDocument(
    slaveDocument({
      login: 52_611_110,
      server: 'Broker-Demo 2',
      masters: ['FTMO_Master'],
      ea_port: 47_102n,
      prefix: 'm.',
      sizing: { mode: 'multiplier', value: 0.5 },
      slippage_mode: 'adverse',
      max_signal_age: 2.5,
      max_lots: 0.1,
      max_open_copies: 5.0,
      max_total_lots: '1.50',
      filling: 'fok',
      min_modify_interval: 0.25,
      daily_request_limit: 2000,
      on_silence: 'flatten_copies',
      silence_seconds: 20,
      host: 'vps-1',
      terminal_arguments: ['/portable'],
    }),
    '',
  );
  expect(problems).toEqual([]);
  expect(account).toMatchObject({
    login: '52611110',
    server: 'Broker-Demo 2',
    masters: ['FTMO_Master'],
    eaPort: 47_102,
    symbols: { prefix: 'm.', suffix: '.c' },
    sizing: { mode: 'multiplier', value: '0.5' },
    slippageMode: 'adverse',
    maxSignalAgeMs: 2500,
    maxLots: '0.1',
    maxOpenCopies: 5,
    maxTotalLots: '1.50',
    filling: 'fok',
    minModifyIntervalMs: 250,
    dailyRequestLimit: 2000,
    onSilence: 'flatten_copies',
    silenceMs: 20_000,
    host: 'vps-1',
    terminalArguments: ['/portable'],
  });
});

test('null, as Python writes None, is a field that is left out', () => {
  const left = { prefix: null, suffix: null, symbol_map: null, slippage_tolerance: null };
  const { account, problems } = parseAccountDocument(slaveDocument(left), '');
  expect(problems).toEqual([]);
  expect(account).toMatchObject({
    symbols: { prefix: '', suffix: '', map: new Map() },
    slippageTolerance: null,
  });
});

test('an empty name in the symbol map excludes the symbol', () => {
  const { account } = parseAccountDocument(slaveDocument({ symbol_map: { XAUUSD: '' } }), '');
  expect(account?.symbols.map.get('XAUUSD')).toBe('');
});

test.each([
  [{ sufix: '.c' }, 'sufix is ".c"; expected a known field; did you mean "suffix"?'],
  [{ maxLots: 1 }, 'maxLots is 1; expected a known field; did you mean "max_lots"?'],
  [{ colour: 'red' }, 'colour is "red"; expected a known field'],
  [{ bus_endpoint: 'tcp://127.0.0.1:5555' }, 'it belongs to accounts of the other type'],
  [{ suffix: 5 }, 'suffix is 5; expected text without spaces'],
  [{ symbol_map: { XAUUSD: null } }, 'symbol_map.XAUUSD is null; expected master symbols'],
  [{ type: 'slave' }, 'type is "slave"; expected "MASTER" or "SLAVE"'],
  [{ type: undefined }, 'type is missing; expected "MASTER" or "SLAVE"'],
  [{ enabled: 'true' }, 'enabled is "true"; expected true or false, without quotes'],
  [{ path: 'terminal64.exe' }, 'path is "terminal64.exe"; expected the absolute path'],
  [{ slippage_tolerance: -1 }, 'slippage_tolerance is -1; expected a whole number of points'],
  [{ slippage_tolerance: 2.5 }, 'slippage_tolerance is 2.5; expected a whole number'],
  [{ slippage_tolerance: '50' }, 'slippage_tolerance is "50"; expected a whole number'],
  [{ symbol_map: { XAUUSD: 3 } }, 'symbol_map.XAUUSD is 3; expected master symbols'],
  [{ symbol_map: ['GOLD'] }, 'symbol_map is ["GOLD"]; expected master symbols'],
  [{ masters: 'FTMO_Master' }, 'masters is "FTMO_Master"; expected a list of names'],
  [{ sizing: { mode: 'double' } }, 'sizing.mode is "double"; expected {"mode": "same"}'],
  [{ sizing: { mode: 'fixed', value: 0 } }, 'sizing.value is 0; expected'],
  [{ max_lots: -0.1 }, 'max_lots is -0.1; expected lots, more than 0'],
  [{ max_signal_age: 0 }, 'max_signal_age is 0; expected seconds, more than 0'],
  [{ ea_port: 70_000 }, 'ea_port is 70000; expected a port'],
  [{ login: 'me' }, 'login is "me"; expected the login number'],
  [{ on_silence: 'panic' }, 'on_silence is "panic"; expected "hold"'],
  [{ terminal_arguments: '/portable' }, 'terminal_arguments is "/portable"; expected a list'],
  [{ name: ' Apex' }, 'name is " Apex"; expected a name'],
])('%j is named by field, value and expectation', (change, line) => {
  const { account, problems } = parseAccountDocument(slaveDocument(change), 'document 1');
  expect(account).toBeNull();
  expect(problems.map(describeProblem)).toEqual([expect.stringContaining(line)]);
});

test.each(['half \uD83D', 'C1 \u009B31m', 'turned \u202Eevil', 'two \u2028 lines', 'bell \u0007'])(
  'a name that no file can have, or that hides what it is, is refused: %j',
  (name) => {
    const document = { name, type: 'MASTER', path: 'simulator', enabled: true };
    expect(parseAccountDocument(document, 'document 1').problems).toMatchObject([
      { field: 'name' },
    ]);
  },
);

test('names of any script are names', () => {
  for (const name of ['Счёт 1', '口座_02', 'Apex 🚀']) {
    const document = { name, type: 'MASTER', path: 'simulator', enabled: true };
    expect(parseAccountDocument(document, 'document 1').account?.name).toBe(name);
  }
});

test('a document without a name is called by its place', () => {
  const { problems } = parseAccountDocument(slaveDocument({ name: undefined }), 'document 3');
  expect(problems.map(describeProblem)).toEqual([
    'accounts "document 3": name is missing; expected a name of 1 to 64 characters without spaces around it',
  ]);
});

test('all problems of a document are reported at once', () => {
  const document = slaveDocument({ suffix: 1, symbol_map: { A: 2, B: 3 }, filing: 'ioc' });
  const fields = parseAccountDocument(document, '').problems.map(({ field }) => field);
  expect(fields).toEqual(['suffix', 'symbol_map.A', 'symbol_map.B', 'filing']);
});

test('the value of a field that looks like a secret stands in no message', () => {
  const document = slaveDocument({ password: 'hunter2', mt5: { login: 5, Passwd: 'hunter2' } });
  const lines = parseAccountDocument(document, '').problems.map(describeProblem);
  expect(lines).toEqual([
    'accounts "Apex_Slave_01": password is ***; expected a known field',
    'accounts "Apex_Slave_01": mt5 is {"login":5,"Passwd":"***"}; expected a known field',
  ]);
});

test('a document of 5 MB is one clear line', () => {
  const document = slaveDocument({ suffix: 'x'.repeat(5 * 1024 * 1024) });
  expect(parseAccountDocument(document, '').problems.map(describeProblem)).toEqual([
    'accounts "Apex_Slave_01": the document is 5120 KB large; expected at most 64 KB',
  ]);
  expect(MAX_ACCOUNT_DOCUMENT_BYTES).toBe(65_536);
});

test('property: anything at all is an account or a problem of a readable length, never an exception', () => {
  const document = fc.oneof(
    fc.anything(),
    fc.dictionary(fc.string(), fc.anything()).map((fields) => slaveDocument(fields)),
    fc
      .tuple(fc.constantFrom(...Object.keys(slaveDocument())), fc.anything({ withBigInt: true }))
      .map(([field, value]) => slaveDocument({ [field]: value })),
  );
  fc.assert(
    fc.property(document, (given) => {
      const { account, problems } = parseAccountDocument(given, 'document 1');
      expect(account === null).toBe(problems.length > 0);
      for (const problem of problems) expect(problem.value.length).toBeLessThan(100);
    }),
    { numRuns: 500 },
  );
});
