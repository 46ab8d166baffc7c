import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../../../simulator/control/run-command.ts';
import { testDesk } from './builders.ts';

async function described(): Promise<string> {
  const { stateFolder } = await testDesk();
  const file = path.join(stateFolder, 'terminal.json');
  const own = { name: 'Slave_01', role: 'slave', login: '5001' };
  writeFileSync(file, JSON.stringify({ ...own, broker: 'broker.json', stateFolder }));
  return file;
}

test.each([
  [[]],
  [['nonsense']],
  [['state', 'x']],
  [['add-fault']],
  [['remove-fault']],
  [['trade', '{"type":"open"}']],
  [['remove-fault', 'broker-1', 'more']],
])('%j is answered with the usage', async (words) => {
  await expect(runCommand(await described(), words)).rejects.toThrow(/usage: npm run sim/);
});

test('what is no JSON is said to be none, and a terminal that does not run not to', async () => {
  const file = await described();
  await expect(runCommand(file, ['add-fault', '{'])).rejects.toThrow(/no JSON/);
  await expect(runCommand(file, ['state'])).rejects.toThrow(/no terminal runs in/);
});
