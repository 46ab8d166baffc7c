/** A database whose documents and indexes are not as they were left, and a disk that is full. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Long, MongoClient, type Collection } from 'mongodb';
import { expect, onTestFinished, test } from 'vitest';
import { inspectSchema } from '../../../db/inspect-schema.ts';
import { hasMongo } from '../../db/mongo/mongo-server.ts';
import { program } from '../harness/programs.ts';
import { NAMES } from '../harness/stage-files.ts';
import type { Stage } from '../harness/stage.ts';
import { copied, PATIENCE_MS, rowOf, settled, sharedStage, story } from './fault-stage.ts';

// Skipped with the reason printed where there is no server.
const isThere = await hasMongo('replica set');
const stage = isThere ? sharedStage({ database: 'mongodb' }) : null;
const DATABASE = 'chaos';

function staged(): Stage {
  if (stage === null) throw new Error('there is no MongoDB');
  return stage();
}

/** Past everything that Lockstep would check. */
async function collection(own: Stage, name: string): Promise<Collection> {
  const client = new MongoClient(own.mongo?.url ?? '');
  onTestFinished(() => client.close());
  await client.connect();
  return client.db(DATABASE).collection(name);
}

async function alarmed(own: Stage, code: string): Promise<void> {
  const alarms = () => own.child(`slave ${NAMES.slave}`).alarms;
  await own.until(`alarm ${code}`, () => alarms().some((one) => one.code === code), PATIENCE_MS);
}

async function restarted(own: Stage): Promise<void> {
  const pid = own.pidOf('slave node');
  process.kill(pid, 'SIGKILL');
  await own.gone(pid, PATIENCE_MS);
  await own.ready();
}

test.skipIf(!isThere)(
  'F59 with a poisoned account document its running node goes on as before',
  async () => {
    const own = staged();
    const accounts = await collection(own, 'accounts');
    await accounts.updateOne({ name: NAMES.slave }, { $set: { slippage_tolerance: 'wide' } });
    onTestFinished(async () => {
      await accounts.updateOne({ name: NAMES.slave }, { $set: { slippage_tolerance: 1_000 } });
    });
    await own.until(
      'the bad document is reported',
      async () => (await own.stores.accounts.list()).problems.length > 0,
      PATIENCE_MS,
    );
    const { master } = await copied(own, '0.20');
    await own.hands.master.close(master);
    await settled(own, master, 'CLOSED');
    expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
  },
);

test.skipIf(!isThere)(
  'F59 with a poisoned ledger entry nothing is opened, it is not written over, and its position is closed with the master’s',
  async () => {
    const own = staged();
    const { master } = await copied(own, '0.20');
    const trades = await collection(own, 'trades');
    const entry = { master_position: Long.fromString(master) };
    const sound = await trades.findOne(entry);
    await trades.updateOne(
      entry,
      { $set: { version: 'many' } },
      { bypassDocumentValidation: true },
    );
    await restarted(own);
    await alarmed(own, 'LEDGER_UNREADABLE');
    const second = await own.hands.master.open('0.20');
    await own.hands.master.close(master);
    await own.until(
      'the position is closed',
      () => own.hands.slave.positions.length === 0,
      PATIENCE_MS,
    );
    expect(await story(own, second)).toEqual([]);
    expect((await trades.findOne(entry))?.['version']).toBe('many');
    await own.hands.master.close(second);
    await trades.updateOne(entry, { $set: { version: sound?.['version'] } });
    await restarted(own);
    await settled(own, master, 'CLOSED');
    expect(own.deals('slave').filter(({ magic }) => magic === own.magicOf(master))).toHaveLength(2);
  },
);

test.skipIf(!isThere)(
  'F60 without the ledger’s indexes nothing is opened twice; the doctor names them, and a restart makes them',
  async () => {
    const own = staged();
    const { master } = await copied(own, '0.20');
    const trades = await collection(own, 'trades');
    for (const index of ['lockstep_copy', 'lockstep_magic']) await trades.dropIndex(index);
    const env = {
      ...process.env,
      LOCKSTEP_HOME: own.home,
      LOCKSTEP_DB: own.mongo?.url,
      DATABASE_NAME: DATABASE,
    };
    const said = await promisify(execFile)(process.execPath, [program('launcher/main'), 'doctor'], {
      env,
    }).then(
      ({ stdout }) => stdout,
      // Something is wrong: its exit code is 1.
      (error: unknown) => String((error as { stdout?: unknown }).stdout),
    );
    expect(said).toMatch(/FAILURE.*missing: trades\.lockstep_copy, trades\.lockstep_magic/);
    const { master: second } = await copied(own, '0.10');
    await restarted(own);
    await copied(own, '0.01');
    const { missing } = await inspectSchema(own.mongo?.url ?? '', DATABASE);
    expect(missing).toEqual([]);
    expect(await story(own, master)).toEqual(['IN 0.2']);
    expect(await story(own, second)).toEqual(['IN 0.1']);
    expect((await rowOf(own, second))?.status).toBe('OPEN');
  },
);
