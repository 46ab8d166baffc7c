/** Two masters and three slaves on two hosts, on real node processes and terminals with the Expert Advisor. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { Desk } from '../chaos/harness/desk.ts';
import { copiesOf, deskDisagreements, deskViolations, pairs } from '../chaos/harness/desk-judge.ts';
import type { DeskAccount } from '../chaos/harness/desk-files.ts';
import { buildPrograms } from '../chaos/harness/programs.ts';
import { hasMongo, startMongo } from '../db/mongo/mongo-server.ts';

const PATIENCE_MS = 90_000;
/** Starting and twelve steps, on a busy machine. */
const TEST_MS = 360_000;
const SECOND_ADDRESS = '127.0.0.2';
const ACCOUNTS: readonly DeskAccount[] = [
  { name: 'Alpha', role: 'master', login: '1000001', host: 'home' },
  { name: 'Beta', role: 'master', login: '1000002', host: 'home' },
  { name: 'One', role: 'slave', login: '2000001', host: 'home', masters: ['Alpha'] },
  {
    name: 'Both',
    role: 'slave',
    login: '2000002',
    host: 'home',
    masters: ['Alpha', 'Beta'],
    suffix: '.b',
  },
  { name: 'Far', role: 'slave', login: '2000003', host: 'vps', masters: ['Beta'], suffix: '.f' },
];

const missing = await whyNot(SECOND_ADDRESS);
if (missing !== null) {
  process.stderr.write(
    `\n*** SKIPPED: two hosts on one computer need the address ${SECOND_ADDRESS}, and it cannot be bound here (${missing}); macOS: sudo ifconfig lo0 alias ${SECOND_ADDRESS} ***\n\n`,
  );
}

// Twelve processes start faster from JavaScript.
beforeAll(buildPrograms);

async function whyNot(address: string): Promise<string | null> {
  const server = createServer();
  try {
    server.listen(0, address);
    await once(server, 'listening');
    server.close();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Both hosts are up, and trust each other by the files that the product's own command wrote. */
async function twoHosts(): Promise<Desk> {
  const mongo = (await hasMongo('replica set')) ? await startMongo('replica set') : null;
  onTestFinished(() => mongo?.stop());
  const plan = { accounts: ACCOUNTS, busAddress: SECOND_ADDRESS };
  const desk = await Desk.set(plan, mongo?.url ?? null);
  onTestFinished(() => desk.strike());
  const file = (host: string): string => path.join(desk.plan.folder, `${host}.keys.json`);
  await desk.command(
    'home',
    'keys',
    'export',
    file('home'),
    '--host',
    'home',
    '--address',
    SECOND_ADDRESS,
  );
  await desk.command('vps', 'keys', 'export', file('vps'), '--host', 'vps');
  await desk.command('vps', 'keys', 'import', file('home'));
  await desk.command('home', 'keys', 'import', file('vps'));
  await Promise.all([desk.up('home', PATIENCE_MS), desk.up('vps', PATIENCE_MS)]);
  return desk;
}

async function agree(desk: Desk, masters?: readonly string[]): Promise<void> {
  let wrong: readonly string[] = [];
  const look = async (): Promise<boolean> => {
    wrong = await deskDisagreements(desk, masters);
    return wrong.length === 0;
  };
  await desk.until('the slaves agree', look, PATIENCE_MS).catch((cause: unknown) => {
    throw new Error(wrong.join('; '), { cause });
  });
}

/** `IN 0.4`, `OUT 0.15` … of a slave's copies of one master, in their order. */
function story(desk: Desk, slave: string, master: string): readonly string[] {
  const pair = pairs(desk).find((one) => one.slave.name === slave && one.master.name === master);
  if (pair === undefined) return [];
  return copiesOf(desk, pair).map(({ entry, volume }) => `${entry} ${String(Number(volume))}`);
}

test.skipIf(missing !== null)(
  'two masters are copied to three slaves on two hosts; one that dies holds up no copy of the other',
  async () => {
    const desk = await twoHosts();
    const [alpha, beta] = [desk.hand('Alpha'), desk.hand('Beta')];

    const [a, b] = await Promise.all([
      alpha.open('0.40'),
      beta.open('0.25'),
      beta.open('0.10', { side: 'SELL' }),
    ]);
    await agree(desk);
    expect(story(desk, 'One', 'Alpha')).toEqual(['IN 0.4']);
    expect(story(desk, 'Both', 'Alpha')).toEqual(['IN 0.4']);
    expect(story(desk, 'Both', 'Beta').toSorted()).toEqual(['IN 0.1', 'IN 0.25']);
    expect(story(desk, 'Far', 'Beta').toSorted()).toEqual(['IN 0.1', 'IN 0.25']);

    const { bid } = alpha.quote('EURUSD');
    const at = (share: number): string => (Number(bid) * share).toFixed(5);
    await Promise.all([
      alpha.modify(a, { sl: at(0.97), tp: at(1.03) }),
      beta.modify(b, { sl: at(0.96), tp: '0' }),
    ]);
    await Promise.all([alpha.close(a, '0.15'), beta.close(b, '0.05')]);
    await agree(desk);

    const releases = [desk.kill('home', 'master Beta'), desk.kill('home', 'terminal Beta')];
    const dealsOfBeta = (): readonly string[] =>
      ['Both', 'Far'].flatMap((slave) => story(desk, slave, 'Beta'));
    const before = dealsOfBeta();
    // A terminal that is down hides nothing from the broker: Beta trades on from another device.
    await beta.close(b, '0.10');
    await beta.modify(b, { sl: at(0.95), tp: at(1.05) });
    const second = await alpha.open('0.30', { side: 'SELL' });
    await agree(desk, ['Alpha']);
    await alpha.modify(second, { sl: at(1.04), tp: '0' });
    await alpha.close(second, '0.20');
    await alpha.close(a);
    await agree(desk, ['Alpha']);
    await desk.until('Beta is missed', () => desk.hasSaid('MASTER_SILENT'), PATIENCE_MS);
    expect(dealsOfBeta()).toEqual(before);

    for (const release of releases) release();
    await agree(desk);
    await beta.open('0.05');
    await agree(desk);
    for (const hand of [alpha, beta]) {
      await Promise.all(hand.positions.map(({ identifier }) => hand.close(identifier)));
    }
    await agree(desk);

    for (const slave of ['One', 'Both', 'Far']) expect(desk.hand(slave).positions).toEqual([]);
    expect(deskViolations(desk)).toEqual([]);
    // In no order: the two positions' deals mix.
    expect(story(desk, 'One', 'Alpha').toSorted()).toEqual([
      'IN 0.3',
      'IN 0.4',
      'OUT 0.1',
      'OUT 0.15',
      'OUT 0.2',
      'OUT 0.25',
    ]);
    const opened = story(desk, 'Far', 'Beta').filter((one) => one.startsWith('IN'));
    expect(opened.toSorted()).toEqual(['IN 0.05', 'IN 0.1', 'IN 0.25']);
    expect(story(desk, 'One', 'Beta')).toEqual([]);
    expect(story(desk, 'Far', 'Alpha')).toEqual([]);
  },
  TEST_MS,
);
