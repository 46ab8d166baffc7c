import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Network } from '../../../simulator/terminal/network.ts';
import { SEND_WINDOW_BYTES, type ToExpert } from '../../../simulator/terminal/terminal-message.ts';
import { until } from '../../messaging/link-fixture.ts';

const QUARTER = SEND_WINDOW_BYTES / 4;

/** A network with a peer that reads everything; `send` resolves when the bytes have left. */
async function network() {
  const peers: Socket[] = [];
  const server = createServer((socket) => {
    // A peer that was destroyed by the other side is no failure of the test.
    socket.on('error', () => socket.destroy());
    peers.push(socket.resume());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const told: ToExpert[] = [];
  let left = 0;
  const own = new Network((message) => told.push(message), {
    received: () => undefined,
    left: (bytes) => {
      left += bytes.length;
    },
  });
  onTestFinished(() => {
    own.close();
    for (const peer of peers) peer.destroy();
    server.close();
  });
  const of = (socket: number): ToExpert[] =>
    told.filter((message) => 'socket' in message && message.socket === socket);
  const open = async (socket: number): Promise<void> => {
    const before = of(socket).length;
    own.call({ type: 'connect', socket, host: '127.0.0.1', port });
    await until(() => of(socket).length > before && peers.length > 0);
  };
  const send = async (socket: number, count: number): Promise<void> => {
    const before = left;
    own.call({ type: 'send', socket, bytes: new Uint8Array(count) });
    await until(() => left === before + count);
  };
  const acknowledged = (socket: number): number[] =>
    of(socket).flatMap((message) => (message.type === 'sent' ? [message.count] : []));
  return { own, peers, of, open, send, acknowledged };
}

test('what has left is acknowledged in one word when it is a quarter of the window', async () => {
  const { open, send, acknowledged } = await network();
  await open(1);
  for (let count = 1; count <= 4; count++) await send(1, QUARTER / 4 - 1);
  expect(acknowledged(1)).toEqual([]);
  await send(1, 4);
  expect(acknowledged(1)).toEqual([QUARTER]);
  await send(1, QUARTER - 1);
  expect(acknowledged(1)).toEqual([QUARTER]);
  await send(1, SEND_WINDOW_BYTES - QUARTER);
  expect(acknowledged(1)).toEqual([QUARTER, SEND_WINDOW_BYTES - 1]);
});

test('the bytes of each socket are counted alone', async () => {
  const { open, send, acknowledged } = await network();
  await open(1);
  await open(2);
  await send(1, QUARTER - 1);
  await send(2, QUARTER - 1);
  expect([acknowledged(1), acknowledged(2)]).toEqual([[], []]);
  await send(2, 1);
  expect([acknowledged(1), acknowledged(2)]).toEqual([[], [QUARTER]]);
});

test('a handle that connects again owes nothing for the connection before', async () => {
  const { own, open, send, acknowledged } = await network();
  await open(1);
  await send(1, QUARTER - 1);
  own.call({ type: 'close', socket: 1 });
  await open(1);
  await send(1, QUARTER - 1);
  expect(acknowledged(1)).toEqual([]);
  await send(1, 1);
  expect(acknowledged(1)).toEqual([QUARTER]);
});

test('after a socket is gone nothing more of it is told (1)', async () => {
  const { own, peers, of, open } = await network();
  await open(1);
  for (const peer of peers) peer.destroy();
  await until(() => of(1).at(-1)?.type === 'gone');
  const told = of(1).length;
  own.call({ type: 'send', socket: 1, bytes: new Uint8Array(SEND_WINDOW_BYTES) });
  own.call({ type: 'taken', socket: 1, count: 1 });
  own.call({ type: 'close', socket: 1 });
  await open(2);
  expect(of(1)).toHaveLength(told);
});
