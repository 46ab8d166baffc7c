/** Which ports an account is given (db/account-ports.ts). */
import { expect, test } from 'vitest';
import { ensurePorts } from '../../db/account-ports.ts';
import type { RawDocument } from '../../db/account-store.ts';
import { folderStores } from './sqlite/folder.ts';

const PATH = 'C:/t.exe';
const FIRST_BUS_PORT = 5_555;

/** The ports of a new master beside documents that are there. */
async function portsBeside(documents: readonly RawDocument[], firstBusPort = FIRST_BUS_PORT) {
  const { accounts } = await folderStores();
  await accounts.insert([{ name: 'New', type: 'MASTER', path: PATH, enabled: true }]);
  const [account] = (await accounts.list()).accounts;
  if (account === undefined) throw new TypeError('it was inserted');
  const raw = async () => [...(await accounts.raw()), ...documents];
  const fill = accounts.fill.bind(accounts);
  const { eaPort, ...ported } = await ensurePorts({ raw, fill }, account, firstBusPort);
  return { eaPort, bus: ported.type === 'MASTER' ? ported.busEndpoint : null };
}

test('the first account has the first ports', async () => {
  expect(await portsBeside([])).toEqual({ eaPort: 47_101, bus: 'tcp://127.0.0.1:5555' });
});

test('a document with mistakes keeps its ports: its node may run, and it may be mended', async () => {
  const bad = { name: 'Bad', type: 'MASTER', path: 5, ea_port: 47_101 };
  expect(await portsBeside([{ ...bad, bus_endpoint: 'tcp://127.0.0.1:5555' }])).toEqual({
    eaPort: 47_102,
    bus: 'tcp://127.0.0.1:5556',
  });
});

test('an EA port is no port for books, not even its own account’s', async () => {
  expect(await portsBeside([], 47_101)).toEqual({ eaPort: 47_101, bus: 'tcp://127.0.0.1:47102' });
});
