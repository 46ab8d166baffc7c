import { createServer } from 'node:net';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { isPortFree, pidOfNetstat, portHolder } from '../../../launcher/doctor/port-holder.ts';

test('a port that is listened on is not free, and Linux says who listens', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  expect(await isPortFree(port)).toBe(false);
  const holder = process.platform === 'linux' ? `process ${String(process.pid)} (` : '';
  expect((await portHolder(port)) ?? '').toContain(holder);
});

test('netstat of Windows is read by its columns, not by its words', () => {
  const text = [
    'Aktive Verbindungen',
    '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
    '  TCP    127.0.0.1:50001        127.0.0.1:47101        HERGESTELLT      77',
    '  TCP    127.0.0.1:47101        127.0.0.1:50001        HERGESTELLT      88',
    '  TCP    127.0.0.1:47101        0.0.0.0:0              ABHÖREN          4242',
  ].join('\r\n');
  expect(pidOfNetstat(text, 47_101)).toBe(4_242);
  expect(pidOfNetstat(text, 7_101)).toBeNull();
});
