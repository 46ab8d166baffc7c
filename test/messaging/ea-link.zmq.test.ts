import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Dealer, Router } from 'zeromq';
import { expect, onTestFinished, test } from 'vitest';
import { EaLink } from '../../messaging/ea-link.ts';
import { eaBook, quote } from './ea-samples.ts';
import { linkOf, QUICK, until } from './link-fixture.ts';
import { RecordingListener } from './link-listener.ts';
import { frame, GREETING, hello, mac, RawZmtpPeer, READY, SECRET } from './raw-zmtp-peer.ts';

const ASK = { action: 'GET_POSITIONS', params: {} } as const;

test('the double speaks what ZeroMQ’s own library understands, PONG included', async () => {
  const router = new Router({ linger: 0, heartbeatInterval: 20, heartbeatTimeout: 60 });
  onTestFinished(() => router.close());
  await router.bind('tcp://127.0.0.1:*');
  const port = Number(router.lastEndpoint?.split(':').at(-1));
  const peer = await RawZmtpPeer.open(port);
  const pings = (): number => peer.commands.filter(({ body }) => body.includes('PING')).length;
  await peer.until(() => pings() >= 10);
  peer.write(frame('short'));
  peer.write(frame('l'.repeat(300)));
  const [[id, short], [, long]] = [await router.receive(), await router.receive()];
  expect([short?.toString(), long?.length]).toEqual(['short', 300]);
  await router.send([id ?? '', JSON.stringify({ type: 'X' })]);
  await peer.message('X');
  peer.answersPings = false;
  await peer.closing();
  expect(peer.closed).toBe(true);
});

test('ZeroMQ’s own DEALER reaches the link, with heartbeats of its own', async () => {
  const { port, listener } = await linkOf();
  const dealer = new Dealer({ linger: 0, heartbeatInterval: 20, heartbeatTimeout: 60 });
  onTestFinished(() => dealer.close());
  dealer.connect(`tcp://127.0.0.1:${String(port)}`);
  const greeted = hello();
  await dealer.send(JSON.stringify(greeted));
  const { nonceNode } = JSON.parse(String(await dealer.receive())) as { nonceNode: string };
  const proof = mac('ea', greeted, nonceNode);
  await dealer.send(JSON.stringify({ type: 'AUTH', mac: proof, highestLease: 0, journalId: 'j' }));
  expect(JSON.parse(String(await dealer.receive()))).toEqual({ type: 'WELCOME', lease: 7 });
  expect(listener.told).toEqual(['admit 0', 'connected']);
});

test('the node opens with the bytes of ZMTP 3.1 and a READY of a ROUTER', async () => {
  const { port } = await linkOf();
  const peer = await RawZmtpPeer.open(port);
  expect(peer.greeting).toEqual(GREETING);
  expect(peer.commands.map(({ body }) => body.toString('latin1'))).toEqual([
    '\u0005READY\u000bSocket-Type\u0000\u0000\u0000\u0006ROUTER',
  ]);
});

test('a PING is answered with its context, and an unknown command is ignored', async () => {
  const { port } = await linkOf();
  const peer = await RawZmtpPeer.welcomed(port);
  peer.write(frame('\u0005HELLOwhat', 4));
  peer.write(frame('\u0004PING\u0000\u000acontext', 4));
  await peer.until(() => peer.commands.length > 1);
  expect(peer.commands.at(-1)).toEqual({ flags: 4, body: Buffer.from('\u0004PONGcontext') });
});

test('handshake, WELCOME, heartbeats, books, quotes, requests and GOODBYE', async () => {
  const { link, port, listener, running } = await linkOf();
  const peer = await RawZmtpPeer.welcomed(port);
  expect(peer.messages.slice(0, 2)).toMatchObject([
    { type: 'CHALLENGE' },
    { type: 'WELCOME', lease: 7 },
  ]);
  await until(() => link.session?.eaNowMs !== null);
  expect(link.session).toMatchObject({ journalId: 'journal-1', lease: 7 });
  const skewMs = Math.abs((link.session?.eaNowMs ?? 0) - (performance.now() + 1_000_000));
  expect(skewMs).toBeLessThan(1_000);
  peer.send({ type: 'BOOK', book: eaBook({ read: 5, readMs: peer.tickCountMs() }) });
  peer.send(quote());
  await until(() => listener.quotes.length > 0);
  expect([listener.books, listener.quotes]).toEqual([[5], ['EURUSD']]);
  const answer = link.request('q/1', ASK, 5_000);
  await peer.until(() => peer.messages.some(({ id }) => id === 'q/1'));
  peer.send({ id: 'q/1', ok: true, long: 'x'.repeat(100_000) });
  expect(await answer).toMatchObject({ id: 'q/1', ok: true });
  await link.close();
  await peer.message('GOODBYE');
  await peer.closing();
  await running;
  expect(listener.told).toEqual(['admit 3', 'connected', 'disconnected: the link was closed']);
  expect(listener.warnings).toEqual([]);
});

test('an end that is no orderly stop says no goodbye', async () => {
  const { link, port } = await linkOf();
  const peer = await RawZmtpPeer.welcomed(port);
  await link.close({ goodbye: false });
  await peer.closing();
  expect(peer.messages.some(({ type }) => type === 'GOODBYE')).toBe(false);
});

test('bytes may come one by one', async () => {
  const { port } = await linkOf();
  const peer = await RawZmtpPeer.connect(port);
  for (const byte of Buffer.concat([GREETING, READY])) {
    peer.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await peer.authenticate();
  expect(await peer.message('WELCOME')).toEqual({ type: 'WELCOME', lease: 7 });
});

test('an open id is not sent a second time and cannot get the first one’s answer', async () => {
  const { link, port } = await linkOf();
  const peer = await RawZmtpPeer.welcomed(port);
  const first = link.request('same', ASK, 5_000);
  await expect(link.request('same', ASK, 5_000)).rejects.toThrow('waits for its answer already');
  const next = link.request('next', ASK, 5_000);
  await peer.until(() => peer.messages.some(({ id }) => id === 'next'));
  expect(peer.messages.filter(({ id }) => id === 'same')).toHaveLength(1);
  peer.send({ id: 'same', ok: true, of: 'first' });
  peer.send({ id: 'next', error: 'NO' });
  expect([await first, await next]).toEqual([
    { id: 'same', ok: true, of: 'first' },
    { id: 'next', error: 'NO' },
  ]);
});

test('requests are unanswered when the connection ends, and impossible without one', async () => {
  const { link, port, listener } = await linkOf();
  const peer = await RawZmtpPeer.welcomed(port);
  const asked = link.request('q', ASK, 60_000);
  peer.socket.destroy();
  await expect(asked).rejects.toThrow('no answer to "q": ');
  await expect(link.request('q', ASK, 5_000)).rejects.toThrow('no EA is connected');
  expect(listener.told.at(-1)).toMatch('disconnected: ');
  await RawZmtpPeer.welcomed(port);
  expect(listener.told.slice(-2)).toEqual(['admit 3', 'connected']);
});

test('an EA that does not read loses its connection, and nothing else happens', async () => {
  const { link, port } = await linkOf({ ...QUICK, silenceMs: 60_000 });
  const peer = await RawZmtpPeer.welcomed(port);
  peer.socket.pause();
  const params = { symbols: ['x'.repeat(1_000_000)] };
  const asked = Array.from({ length: 40 }, (_, number) =>
    link.request(`q${String(number)}`, { action: 'SUBSCRIBE', params }, 60_000),
  );
  const results = await Promise.allSettled(asked);
  expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  expect(link.session).toBeNull();
  await RawZmtpPeer.welcomed(port);
});

test('a port that is taken is named, with what to do', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  const expected = { secret: SECRET, role: 'slave' as const, login: null, server: null };
  const error = await EaLink.bind(port, expected, new RecordingListener()).catch((e: unknown) => e);
  expect(error).toMatchObject({ code: 'CONFIGURATION' });
  expect(String(error)).toMatch(`port ${String(port)}`);
  expect(String(error)).toMatch('EADDRINUSE');
  expect(String(error)).toMatch('set another ea_port');
});

test('what the listener throws ends run', async () => {
  const { link, port, listener, running } = await linkOf();
  const ended = running.catch((error: unknown) => error);
  listener.book = () => {
    throw new Error('a bug');
  };
  const peer = await RawZmtpPeer.welcomed(port);
  await until(() => link.session?.eaNowMs !== null);
  peer.send({ type: 'BOOK', book: eaBook({ readMs: peer.tickCountMs() }) });
  expect(await ended).toEqual(new Error('a bug'));
});

test('a process that has closed its link ends by itself', async () => {
  const program = fileURLToPath(new URL('./link-that-ends.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program], { stdio: 'pipe' });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(output).toBe('closed\n');
});
