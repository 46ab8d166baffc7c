import { expect, test } from 'vitest';
import { NAMES } from '../harness/stage-files.ts';
import { fillDisk, troublesEnvironment } from '../harness/troubles.ts';
import { copied, PATIENCE_MS, rowOf, settled, sharedStage, story } from './fault-stage.ts';

const canFill = process.platform === 'linux';
if (!canFill) {
  process.stderr.write(
    '\n*** SKIPPED: F58, only Linux limits the files of one process (prlimit) ***\n\n',
  );
}
const stage = canFill ? sharedStage({ environment: troublesEnvironment() }) : null;

test.skipIf(!canFill)('F58 with a full disk nothing is opened, and closes go on', async () => {
  if (stage === null) return;
  const own = stage();
  const { master } = await copied(own, '0.20');
  const node = own.pidOf('slave node');
  await fillDisk(node, true);
  const second = await own.hands.master.open('0.20');
  await own.hands.master.close(master);
  await own.until('the copy is closed', () => own.hands.slave.positions.length === 0, PATIENCE_MS);
  await own.until(
    'an alarm stands',
    () => own.child(`slave ${NAMES.slave}`).alarms.length > 0,
    PATIENCE_MS,
  );
  expect(own.deals('slave').filter(({ magic }) => magic === own.magicOf(second))).toEqual([]);
  await fillDisk(node, false);
  await settled(own, master, 'CLOSED');
  await own.converged(PATIENCE_MS);
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
  expect((await rowOf(own, second))?.status).not.toBe('CLOSED');
});
