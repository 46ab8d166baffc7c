/** The trade server's time, as the Expert Advisor tells it. */
import { expect, test } from 'vitest';
import { temporaryFolder } from '../simulator/temporary-folder.ts';
import { closing, dealHistory } from './deal-history.ts';
import { answering, ScriptedNode, WELCOME } from './scripted-node.ts';
import { terminal, wholeEa } from './whole-ea.ts';

const HOUR_MS = 3_600_000;
const ACCOUNT_SERVER = 3;

/** A linked master whose terminal may be logged into another server, and its last HELLO ahead by hours. */
function loggedIn(server: string) {
  const folder = temporaryFolder();
  const own = terminal(folder);
  const history = dealHistory();
  const node = new ScriptedNode();
  const told: number[] = [];
  const account = { server };
  const welcome = answering(WELCOME);
  node.script = (message) => {
    const aheadMs = Number(message['serverNow']) - own.clock.ms;
    if (message['type'] === 'HELLO') told.push(aheadMs / HOUR_MS);
    return welcome(message);
  };
  const ea = wholeEa(folder, node, own, {
    isMaster: true,
    history,
    functions: {
      AccountInfoString: (id: number) => (id === ACCOUNT_SERVER ? account.server : 'EUR'),
    },
  });
  const toldBy = (name: string): number | undefined => {
    account.server = name;
    ea.run(5_000);
    return told.at(-1);
  };
  const executed = (aheadMs: number): void => {
    history.deals.set('7', closing({ timeMsc: own.clock.ms + aheadMs }));
    ea.tellDeal('7');
  };
  return { toldBy, executed };
}

test("a server's time is not told of another one, whose day may be hours ahead", () => {
  const { toldBy, executed } = loggedIn('East-Demo');
  expect(toldBy('East-Demo')).toBeCloseTo(0);
  executed(3 * HOUR_MS);
  expect(toldBy('East-Demo')).toBeCloseTo(3);
  expect(toldBy('West-Demo')).toBeCloseTo(0);
  executed(-2 * HOUR_MS);
  expect(toldBy('West-Demo')).toBeCloseTo(-2);
});
