import { MessageChannel } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import type { AccountRecord } from '../../../simulator/broker/records.ts';
import { AccountView } from '../../../simulator/terminal/account-view.ts';
import { accountFunctions } from '../../../simulator/terminal/functions-account.ts';
import { ListFaults } from '../../../simulator/terminal/list-faults.ts';
import { MarketWatch } from '../../../simulator/terminal/market-watch.ts';
import { parseTerminalFile } from '../../../simulator/terminal/terminal-file.ts';
import { SIGNAL_WORDS, ThreadGate } from '../../../simulator/terminal/thread-gate.ts';

const { options } = parseTerminalFile(
  { name: 'x', role: 'slave', login: '1', broker: 'b.json', stateFolder: 's' },
  '/x.json',
);
const [LOGIN, BALANCE, SERVER, TRADE_ALLOWED, NO_PROPERTY] = [0, 37, 3, 33, 99];

/** The functions as a program calls them, and the account that the terminal shows. */
function program() {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  const gate = new ThreadGate(port2, new Int32Array(new SharedArrayBuffer(4 * SIGNAL_WORDS)));
  const view = new AccountView(new ListFaults(() => 0));
  const errors: number[] = [];
  const functions = accountFunctions({
    gate,
    view,
    market: new MarketWatch(() => undefined),
    start: {
      program: '',
      name: 'x',
      inputs: {},
      folder: '',
      commonFolder: '',
      chartSymbol: '',
      options,
    },
    waitMs: (ms) => ms,
    fail: (code) => errors.push(code),
    isTradeAllowed: () => true,
  });
  const show = (changes: Partial<AccountRecord>): void => {
    view.account = { ...ACCOUNT, ...changes };
  };
  const call = (name: string, id: number): unknown => functions[name]?.(id);
  return { view, show, call, errors };
}

const ACCOUNT = {
  login: '5001',
  server: 'Broker',
  balance: '100.50',
} as unknown as AccountRecord;

test('what an account shows is what it was told last, however often it was asked for', () => {
  const { show, call, errors } = program();
  expect(call('AccountInfoDouble', BALANCE)).toBe(0);
  expect(errors).toEqual([4701]);
  show({});
  for (let count = 0; count < 2; count += 1) {
    expect(call('AccountInfoInteger', LOGIN)).toBe(5001n);
    expect(call('AccountInfoDouble', BALANCE)).toBe(100.5);
    expect(call('AccountInfoString', SERVER)).toBe('Broker');
  }
  show({ balance: '7', server: '' });
  expect(call('AccountInfoDouble', BALANCE)).toBe(7);
  expect(call('AccountInfoString', SERVER)).toBe('');
  expect(errors).toEqual([4701]);
});

test('a property that an account has not is an error each time', () => {
  const { show, call, errors } = program();
  show({});
  expect(call('AccountInfoDouble', NO_PROPERTY)).toBe(0);
  expect(call('AccountInfoInteger', NO_PROPERTY)).toBe(0n);
  expect(call('AccountInfoDouble', NO_PROPERTY)).toBe(0);
  expect(errors).toEqual([4701, 4701, 4701]);
});

test('no account may trade without a connection', () => {
  const { view, show, call } = program();
  const isAllowed = (): boolean => call('AccountInfoInteger', TRADE_ALLOWED) === 1n;
  show({ tradeAllowed: true });
  expect(isAllowed()).toBe(false);
  view.isConnected = true;
  expect(isAllowed()).toBe(true);
  show({ tradeAllowed: false });
  expect(isAllowed()).toBe(false);
});
