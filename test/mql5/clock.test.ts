/** The trade server's time, as the Expert Advisor tells it. */
import { expect, test } from 'vitest';
import { temporaryFolder } from '../simulator/temporary-folder.ts';
import { closing, dealHistory } from './deal-history.ts';
import { answering, ScriptedNode, WELCOME } from './scripted-node.ts';
import { terminal, wholeEa } from './whole-ea.ts';

const HOUR_MS = 3_600_000;
const ACCOUNT_SERVER = 3;

/** A linked master whose terminal may be logged into another server, and by how many hours it was told ahead. */
function loggedIn(server: string) {
  const folder = temporaryFolder();
  const own = terminal(folder);
  const history = dealHistory();
  const node = new ScriptedNode();
  const told: number[] = [];
  const toldBooks: number[] = [];
  const account = { server };
  /** How far the newest quote is ahead of the computer's clock. */
  const quoted = { aheadMs: 0 };
  const welcome = answering(WELCOME);
  node.script = (message) => {
    const { type, serverNow, book } = message as {
      readonly type: string;
      readonly serverNow: number;
      readonly book?: { readonly serverNow: number };
    };
    if (type === 'HELLO') told.push((serverNow - own.clock.ms) / HOUR_MS);
    if (book !== undefined) toldBooks.push((book.serverNow - own.clock.ms) / HOUR_MS);
    return welcome(message);
  };
  const ea = wholeEa(folder, node, own, {
    isMaster: true,
    history,
    functions: {
      AccountInfoString: (id: number) => (id === ACCOUNT_SERVER ? account.server : 'EUR'),
      TimeCurrent: () => BigInt(Math.floor((own.clock.ms + quoted.aheadMs) / 1_000)),
    },
  });
  const toldBy = (name: string): number | undefined => {
    account.server = name;
    ea.run(5_000);
    return told.at(-1);
  };
  const executed = (aheadMs: number, lateMs = 0): number | undefined => {
    quoted.aheadMs = aheadMs;
    history.deals.set('7', closing({ timeMsc: own.clock.ms + aheadMs - lateMs }));
    ea.tellDeal('7');
    return toldBooks.at(-1);
  };
  return { own, toldBy, executed };
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

test('a deal that is told late, as after a lost connection, makes nothing younger than it is', () => {
  const { own, toldBy, executed } = loggedIn('East-Demo');
  toldBy('East-Demo');
  expect(executed(3 * HOUR_MS)).toBeCloseTo(3);
  // Longer than any sample of the clock counts.
  own.clock.ms += HOUR_MS;
  toldBy('East-Demo');
  expect(executed(3 * HOUR_MS, HOUR_MS / 2)).toBeCloseTo(3);
  // The summer's end: a live deal takes a moment to be told.
  expect(executed(2 * HOUR_MS, 1_500)).toBeCloseTo(2);
});
