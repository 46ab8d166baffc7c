import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../config/paths.ts';
import { until } from '../../messaging/link-fixture.ts';
import { desk } from './terminal-fixture.ts';

const expertFile = path.join(packageRoot(), 'test/simulator/terminal/fixtures/Functions.mq5');

test('an order that blocks, its check, bars, and global variables that outlive the terminal', async () => {
  const own = await desk();
  const stop = own.start({ expert: expertFile });
  const ended = (): number => own.log.filter((line) => line.includes('has ended')).length;
  await until(() => ended() === 1);
  await stop();
  expect(own.log).toEqual(
    expect.arrayContaining([
      'bars 1 close 1.38600',
      'starts 0',
      'margin 138.61',
      'profit 10.00',
      'check 0 balance 10000.00',
      'sent 10009 positions 1 volume 0.10',
      'refused 10014',
    ]),
  );
  const stored = readFileSync(path.join(own.folder, 'terminal', 'globals.json'), 'utf8');
  expect(stored).toContain('starts');
  expect(stored).not.toContain('gone');
  own.start({ expert: expertFile });
  await until(() => ended() === 2);
  expect(own.log).toContain('starts 1');
  expect(own.log).toContain('sent 10009 positions 2 volume 0.10');
});
