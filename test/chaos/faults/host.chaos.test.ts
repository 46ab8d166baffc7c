import { once } from 'node:events';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { accountName } from '../../../domain/ids.ts';
import { LOGINS, NAMES } from '../harness/stage-files.ts';
import type { Stage } from '../harness/stage.ts';
import { copied, lotsOf, PATIENCE_MS, settled, sharedStage, story } from './fault-stage.ts';

const stage = sharedStage();

async function eaPort(own: Stage, name: string): Promise<string> {
  const documents = await own.stores.accounts.raw();
  return String(documents.find((one) => one['name'] === name)?.['ea_port']);
}

/** A terminal beside the stage's; resolves when its EA has been turned away. */
async function otherTerminal(own: Stage, changes: object): Promise<void> {
  const folder = path.join(own.home, 'simulator');
  const description = await readFile(path.join(folder, `${NAMES.slave}.json`), 'utf8');
  const file = path.join(folder, 'other.json');
  const stateFolder = path.join(own.home, 'terminals', 'other');
  const input = { ...(JSON.parse(description) as object), stateFolder, ...changes };
  await writeFile(file, JSON.stringify(input));
  const port = await eaPort(own, NAMES.slave);
  const child = own.beside('simulator/main', ['--account', file, '--port', port]);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text: Buffer) => {
      said += String(text);
    });
  }
  await own.until('the EA was turned away', () => said.includes('no link'), PATIENCE_MS);
}

test('F70 an edited size is that of new copies alone', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  const edit = (value: number) =>
    own.stores.accounts.edit(accountName(NAMES.slave), { sizing: { mode: 'multiplier', value } });
  await edit(0.5);
  let second = '';
  await own.until(
    'an open has the new size',
    async () => {
      second = await own.hands.master.open('0.20');
      await settled(own, second, 'OPEN');
      return (await lotsOf(own, second)) === 0.1;
    },
    PATIENCE_MS,
  );
  await own.hands.master.close(master, '0.10');
  await own.until(
    'the old copy keeps its size',
    async () => (await lotsOf(own, master)) === 0.1,
    PATIENCE_MS,
  );
  await own.hands.master.close(second, '0.10');
  await own.until(
    'the new copy keeps its own',
    async () => (await lotsOf(own, second)) === 0.05,
    PATIENCE_MS,
  );
  for (const { identifier } of own.hands.master.positions) {
    await own.hands.master.close(identifier);
    await settled(own, identifier, 'CLOSED');
  }
  expect(await story(own, second)).toEqual(['IN 0.1', 'OUT 0.05', 'OUT 0.05']);
  await edit(1);
  await own.until(
    'an open has the old size',
    async () => {
      const third = await own.hands.master.open('0.20');
      await settled(own, third, 'OPEN');
      const size = await lotsOf(own, third);
      if (size !== 0.2) await own.hands.master.close(third);
      return size === 0.2;
    },
    PATIENCE_MS,
  );
});

test('F17 a second node for one slave does nothing', async () => {
  const own = stage();
  const second = own.beside('nodes/main', ['--role', 'slave', '--name', NAMES.slave]);
  // Its heartbeat: it runs.
  await once(second, 'message');
  const { master } = await copied(own, '0.20');
  await copied(own, '0.01');
  expect(await story(own, master)).toEqual(['IN 0.2']);
  second.kill('SIGKILL');
  await own.hands.master.close(master);
  await settled(own, master, 'CLOSED');
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
});

test('F18 with an account open in two terminals each position is copied once', async () => {
  const own = stage();
  await otherTerminal(own, {});
  const masters: string[] = [];
  for (let count = 0; count < 5; count += 1) masters.push((await copied(own, '0.01')).master);
  for (const master of masters) expect(await story(own, master)).toEqual(['IN 0.01']);
});

test('F19 a terminal that is logged into another account is not let in', async () => {
  const own = stage();
  await otherTerminal(own, { login: LOGINS.master });
  const before = own.deals('master').length;
  const { master } = await copied(own, '0.20');
  expect(await story(own, master)).toEqual(['IN 0.2']);
  expect(own.deals('master')).toHaveLength(before + 1);
});

test('F67 of a launcher that was killed and started twice one works', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  await own.killLauncher();
  await own.hands.master.close(master);
  const code = await own.startTwoLaunchers();
  expect(code).not.toBe(0);
  await settled(own, master, 'CLOSED');
  await own.converged(PATIENCE_MS);
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
});

test('F61 with yesterday’s backup of the database the copies are matched again, and none is opened twice', async () => {
  const own = stage();
  const { master: before } = await copied(own, '0.20');
  const [db, backup] = [path.join(own.home, 'db'), path.join(own.home, 'backup')];
  await own.killLauncher();
  await own.exchangeDatabase(() => cp(db, backup, { recursive: true }));
  own.startLauncher();
  await own.ready();
  const { master: after } = await copied(own, '0.20');
  await own.hands.master.close(before);
  await settled(own, before, 'CLOSED');
  await own.killLauncher();
  await own.exchangeDatabase(async () => {
    await rm(db, { recursive: true });
    await cp(backup, db, { recursive: true });
  });
  own.startLauncher();
  await own.ready();
  await settled(own, after, 'OPEN');
  await own.converged(PATIENCE_MS);
  expect(await story(own, after)).toEqual(['IN 0.2']);
  await own.hands.master.close(after);
  await settled(own, after, 'CLOSED');
});

// The last one: safe mode lasts for ten minutes.
test('F68 a node that keeps crashing gets into safe mode: it closes, but opens nothing', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  let before = 0;
  await own.until(
    'the slave’s node is in safe mode',
    () => {
      const { isSafe, pid } = own.child(`slave ${NAMES.slave}`);
      if (!isSafe && pid !== null && pid !== before) {
        before = pid;
        process.kill(pid, 'SIGKILL');
      }
      return isSafe;
    },
    2 * PATIENCE_MS,
  );
  const second = await own.hands.master.open('0.20');
  await own.hands.master.close(master);
  await settled(own, master, 'CLOSED');
  await own.converged(PATIENCE_MS);
  expect(await story(own, second)).toEqual([]);
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
});
