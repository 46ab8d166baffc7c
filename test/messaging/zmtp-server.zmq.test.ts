import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ZmtpServer, type ZmtpServerOwner } from '../../messaging/zmtp-server.ts';
import { until } from './link-fixture.ts';
import { frame, GREETING, RawZmtpPeer, READY } from './raw-zmtp-peer.ts';

function owner(told: string[]): ZmtpServerOwner {
  return {
    accepted: () => told.push('accepted'),
    message: (_, body) => told.push(body.toString()),
    closed: () => told.push('closed'),
    notAccepted: (reason) => told.push(reason),
  };
}

async function server(): Promise<ZmtpServer> {
  const it = await ZmtpServer.listen(0);
  onTestFinished(() => it.close(0));
  return it;
}

test('invariant 2: what comes before serve waits for it', async () => {
  const it = await server();
  const peer = await RawZmtpPeer.connect(it.port);
  peer.write(Buffer.concat([GREETING, READY, frame('early')]));
  const told: string[] = [];
  void it.serve(owner(told), 100);
  await until(() => told.length === 2);
  expect(told).toEqual(['accepted', 'early']);
});

test('invariant 1: at most 256 connections', async () => {
  const it = await server();
  const told: string[] = [];
  void it.serve(owner(told), 100);
  const sockets: Socket[] = [];
  let ended = 0;
  for (let count = 0; count < 260; count += 1) {
    const socket = connect({ host: '127.0.0.1', port: it.port });
    socket.on('error', () => undefined);
    socket.on('close', () => (ended += 1));
    sockets.push(socket);
  }
  await until(() => ended === 4 && told.length === 256);
  expect(new Set(told)).toEqual(new Set(['accepted']));
  for (const socket of sockets) socket.destroy();
});

test('a port is listened on only once', async () => {
  const it = await server();
  await expect(ZmtpServer.listen(it.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('close ends served, waiting and refused connections alike, and serve with them', async () => {
  const it = await ZmtpServer.listen(0);
  const told: string[] = [];
  const serving = it.serve(
    { ...owner(told), message: (connection) => connection.finish('refused', 60_000) },
    100,
  );
  const peers = await Promise.all([1, 2, 3].map(() => RawZmtpPeer.connect(it.port)));
  peers[1]?.write(GREETING);
  peers[2]?.write(Buffer.concat([GREETING, READY, frame('x')]));
  await until(() => told.length === 3);
  await Promise.all([it.close(20), it.close(20)]);
  await serving;
  expect(told).toEqual(['accepted', 'accepted', 'accepted', 'closed', 'closed', 'closed']);
});
