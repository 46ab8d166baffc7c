/** What an Expert Advisor believes of lists right after its terminal's start. */
import { expect, test } from 'vitest';
import { temporaryFolder } from '../simulator/temporary-folder.ts';
import { closing, dealHistory, SERVER_NOW } from './deal-history.ts';
import { answering, ScriptedNode, WELCOME, type Message } from './scripted-node.ts';
import { stateOf, terminal, wholeEa } from './whole-ea.ts';

/** ACCOUNT_BALANCE and ACCOUNT_EQUITY. */
const MONEY: ReadonlySet<number> = new Set([37, 40]);

/** A start of a terminal that shows its account's money, no position and no deal yet. */
function started(folder: string) {
  const node = new ScriptedNode();
  const history = dealHistory();
  const answers = new Map<unknown, Message>();
  const welcome = answering(WELCOME);
  node.script = (message) => {
    answers.set(message['id'], message);
    return welcome(message);
  };
  const ea = wholeEa(folder, node, terminal(folder), {
    isMaster: true,
    history,
    functions: {
      AccountInfoDouble: (id: number) => (MONEY.has(id) ? 100 : 0),
      PositionsTotal: () => 0,
    },
  });
  ea.run(3_000);
  let asked = 0;
  const isComplete = (): unknown => {
    asked += 1;
    const id = `q${String(asked)}`;
    node.say({ id, action: 'GET_POSITIONS', params: {} });
    ea.run(1_100);
    return (answers.get(id)?.['book'] as Message | undefined)?.['complete'];
  };
  return { deals: history.deals, isComplete };
}

test('no list is whole before the deals are there that were there at an earlier start', () => {
  const folder = temporaryFolder();
  const first = started(folder);
  first.deals.set('4', closing({ deal: '4', entry: 'IN', type: 'BUY', timeMsc: SERVER_NOW }));
  first.deals.set('7', closing());
  expect(first.isComplete()).toBe(true);
  expect(stateOf(folder)).toMatchObject({ deals: true });
  const second = started(folder);
  expect([second.isComplete(), second.isComplete()]).toEqual([false, false]);
  for (const [ticket, deal] of first.deals) second.deals.set(ticket, deal);
  expect(second.isComplete()).toBe(true);
});

test('an account that never had a deal is whole without one', () => {
  expect(started(temporaryFolder()).isComplete()).toBe(true);
});
