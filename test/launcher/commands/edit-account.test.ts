/** `lockstep accounts edit`: from a slave to a master and back. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { openStores } from '../../../db/open-stores.ts';
import { accountName } from '../../../domain/ids.ts';
import { consoleUser } from '../console-user.ts';

test('a master to whom the system gave an endpoint can be made a slave', async () => {
  const { home, lockstep } = await consoleUser();
  await lockstep('accounts', 'add', 'A', '--type', 'master', '--path', 'simulator');
  const stores = await openStores({ url: path.join(home, 'db') });
  await stores.accounts.fill(accountName('A'), { busEndpoint: 'tcp://127.0.0.1:5555' });
  await stores.close();
  expect(await lockstep('accounts', 'edit', 'A', '--type', 'slave')).toMatchObject({
    exitCode: 0,
    out: 'Changed A: bus_endpoint, type.\n',
  });
  const { out } = await lockstep('accounts', 'export');
  expect(JSON.parse(out)).toEqual([{ name: 'A', type: 'SLAVE', path: 'simulator', enabled: true }]);
});

test('an endpoint that is given to a slave is refused', async () => {
  const { lockstep } = await consoleUser();
  await lockstep('accounts', 'add', 'A', '--type', 'slave', '--path', 'simulator');
  const edit = ['accounts', 'edit', 'A', '--bus-endpoint', 'tcp://127.0.0.1:5555'];
  const { exitCode, err } = await lockstep(...edit, '--type', 'slave');
  expect(exitCode).toBe(78);
  expect(err).toContain('bus_endpoint is "tcp://127.0.0.1:5555"');
});
