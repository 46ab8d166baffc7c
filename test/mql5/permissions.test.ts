/** What the Expert Advisor says of the permissions that trading needs. */
import { expect, test } from 'vitest';
import { temporaryFolder } from '../simulator/temporary-folder.ts';
import { answering, ScriptedNode, WELCOME, type Message } from './scripted-node.ts';
import { terminal, wholeEa } from './whole-ea.ts';

const [ACCOUNT_LOGIN, ACCOUNT_TRADE_ALLOWED, TERMINAL_CONNECTED] = [0, 33, 6];

/** What an EA tells whose terminal is connected or not, and may trade by the account's word or not. */
function told(has: { readonly isConnected: boolean; readonly isAccountAllowed: boolean }) {
  const folder = temporaryFolder();
  const node = new ScriptedNode();
  const heard: Message[] = [];
  const welcome = answering(WELCOME);
  node.script = (message) => {
    heard.push(message);
    return welcome(message);
  };
  const ea = wholeEa(folder, node, terminal(folder), {
    functions: {
      AccountInfoInteger: (id: number) => {
        if (id === ACCOUNT_LOGIN) return 5001n;
        return id === ACCOUNT_TRADE_ALLOWED ? BigInt(has.isAccountAllowed) : 1n;
      },
      TerminalInfoInteger: (id: number) =>
        id === TERMINAL_CONNECTED ? Number(has.isConnected) : 1,
    },
  });
  ea.run(3_000);
  const last = (type: string): Message | undefined =>
    heard.findLast((message) => message['type'] === type);
  return { hello: last('HELLO'), book: last('BOOK')?.['book'] };
}

test('without a connection MT5 takes the right to trade away: that is no permission that somebody has to give', () => {
  const { hello, book } = told({ isConnected: false, isAccountAllowed: false });
  expect(book).toMatchObject({ connected: false, blocked: [] });
  expect(hello).toMatchObject({ tradeAllowed: true, permissions: { account: true } });
});

test('an account that may not trade although it is connected says so', () => {
  const { hello, book } = told({ isConnected: true, isAccountAllowed: false });
  expect(book).toMatchObject({ connected: true, blocked: ['algo'] });
  expect(hello).toMatchObject({ tradeAllowed: false, permissions: { account: false } });
});
