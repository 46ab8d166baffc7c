import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startDetached } from '../../launcher/start-program.ts';

test('what cannot be started is told and never thrown: the other terminals are started all the same', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lockstep-start-'));
  const file = path.join(folder, 'origin.txt');
  await writeFile(file, '');
  expect(await startDetached(path.join(folder, 'terminal64.exe'), [])).toContain('is not there');
  expect(await startDetached(path.join(file, 'terminal64.exe'), [])).toMatch(/./);
});
