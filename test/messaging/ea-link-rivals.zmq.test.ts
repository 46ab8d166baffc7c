import { expect, test } from 'vitest';
import { linkOf, QUICK, until } from './link-fixture.ts';
import { hello, mac, RawZmtpPeer } from './raw-zmtp-peer.ts';

test('while the first one answers, a second EA is refused, and the first does not notice', async () => {
  const { port, listener } = await linkOf();
  const first = await RawZmtpPeer.welcomed(port);
  const second = await RawZmtpPeer.open(port);
  await second.authenticate();
  expect(await second.refusal()).toBe('ALREADY_CONNECTED');
  await second.closing();
  const heard = first.messages.length;
  await first.until(() => first.messages.length > heard + 2);
  expect(listener.told).toEqual(['admit 3', 'connected']);
});

test('a first one that is silent is dropped, told so, and makes room', async () => {
  const { link, port, listener } = await linkOf({ ...QUICK, silenceMs: 100 });
  const first = await RawZmtpPeer.welcomed(port);
  first.answersHeartbeats = false;
  const asked = link.request('q', { action: 'GET_POSITIONS', params: {} }, 60_000);
  await expect(asked).rejects.toThrow('the EA was silent for 100 ms');
  expect(await first.refusal()).toBe('SILENT');
  await first.closing();
  const second = await RawZmtpPeer.welcomed(port);
  expect(second.closed).toBe(false);
  expect(listener.told).toEqual([
    'admit 3',
    'connected',
    'disconnected: the EA was silent for 100 ms',
    'admit 3',
    'connected',
  ]);
});

test('silence is noticed by who wants in, before the next heartbeat is due', async () => {
  const { port, listener } = await linkOf({ ...QUICK, heartbeatMs: 60_000, silenceMs: 100 });
  await RawZmtpPeer.welcomed(port);
  const since = performance.now();
  await until(() => performance.now() - since > 150);
  await RawZmtpPeer.welcomed(port);
  await until(() => listener.told.length === 5);
  expect(listener.told[2]).toBe('disconnected: the EA was silent for 100 ms');
});

test('what a dropped one says later is not heard', async () => {
  const { link, port, listener } = await linkOf({ ...QUICK, silenceMs: 100, partingMs: 60_000 });
  const first = await RawZmtpPeer.welcomed(port);
  first.answersHeartbeats = false;
  await first.refusal();
  const second = await RawZmtpPeer.welcomed(port);
  const asked = link.request('q', { action: 'GET_POSITIONS', params: {} }, 60_000);
  first.send({ id: 'q', ok: true, from: 'first' });
  await second.until(() => second.messages.some(({ id }) => id === 'q'));
  second.send({ id: 'q', ok: true, from: 'second' });
  expect(await asked).toMatchObject({ from: 'second' });
  expect(listener.told.filter((word) => word === 'connected')).toHaveLength(2);
  first.socket.destroy();
});

test('a first connection that stops between HELLO and AUTH keeps nobody out', async () => {
  const { port, listener } = await linkOf({ ...QUICK, handshakeMs: 60_000 });
  const first = await RawZmtpPeer.open(port);
  first.send(hello());
  await first.message('CHALLENGE');
  await RawZmtpPeer.welcomed(port);
  expect(listener.told).toEqual(['admit 3', 'connected']);
});

test('of two that prove the secret at once one is welcomed; the owner is asked once', async () => {
  const { port, listener } = await linkOf();
  const peers = [await RawZmtpPeer.open(port), await RawZmtpPeer.open(port)];
  const proofs: string[] = [];
  for (const peer of peers) {
    const greeted = hello();
    peer.send(greeted);
    const { nonceNode } = await peer.message('CHALLENGE');
    proofs.push(mac('ea', greeted, nonceNode));
  }
  const decide = listener.hesitate();
  for (const [index, peer] of peers.entries()) peer.auth(proofs[index] ?? '');
  await until(() => peers.some(({ messages }) => messages.some(({ type }) => type === 'REFUSED')));
  decide({ lease: 9 });
  const outcomes = await Promise.all(
    peers.map(async (peer) => {
      await peer.until(() => peer.messages.length > 1);
      return peer.messages[1];
    }),
  );
  expect(outcomes).toMatchObject([
    { type: 'WELCOME', lease: 9 },
    { type: 'REFUSED', code: 'NOT_READY' },
  ]);
  expect(listener.told).toEqual(['admit 3', 'connected']);
});

test('one that says something before its WELCOME is not heard', async () => {
  const { port, listener } = await linkOf();
  const decide = listener.hesitate();
  const peer = await RawZmtpPeer.open(port);
  await peer.authenticate();
  peer.heartbeat(0);
  await until(() => listener.warnings.includes('PROTOCOL'));
  decide({ lease: 9 });
  await peer.message('WELCOME');
  expect(listener.told).toEqual(['admit 3', 'connected']);
});

test('one that leaves while it is admitted is never welcomed, and the next one is', async () => {
  const { link, port, listener } = await linkOf();
  const decide = listener.hesitate();
  const first = await RawZmtpPeer.open(port);
  await first.authenticate();
  await until(() => listener.told.length === 1);
  first.socket.destroy();
  const second = await RawZmtpPeer.open(port);
  await second.authenticate();
  expect(await second.refusal()).toBe('NOT_READY');
  decide({ lease: 9 });
  await until(() => listener.told.length === 2);
  expect(listener.told).toEqual(['admit 3', 'disconnected: the EA left before it was welcomed']);
  expect(link.session).toBeNull();
  listener.admits = () => Promise.resolve({ lease: 10 });
  expect(await (await RawZmtpPeer.welcomed(port)).message('WELCOME')).toMatchObject({ lease: 10 });
});

test('an owner that does not answer in time is not asked again before it has', async () => {
  const { port, listener } = await linkOf({ ...QUICK, admitMs: 30 });
  const decide = listener.hesitate();
  const first = await RawZmtpPeer.open(port);
  await first.authenticate();
  expect(await first.refusal()).toBe('NOT_READY');
  const second = await RawZmtpPeer.open(port);
  await second.authenticate();
  expect(await second.refusal()).toBe('NOT_READY');
  decide({ lease: 9 });
  await until(() => listener.told.length === 2);
  listener.admits = () => Promise.resolve({ lease: 10 });
  await RawZmtpPeer.welcomed(port);
  expect(listener.told.filter((word) => word === 'connected')).toHaveLength(1);
});

test('an owner’s refusal and its failure are told to the EA', async () => {
  const { port, listener } = await linkOf();
  listener.admits = () => Promise.resolve({ refuse: 'LOGIN_TAKEN' });
  const first = await RawZmtpPeer.open(port);
  await first.authenticate();
  expect(await first.refusal()).toBe('LOGIN_TAKEN');
  listener.admits = () => Promise.reject(new Error('the database does not answer'));
  const second = await RawZmtpPeer.open(port);
  await second.authenticate();
  expect(await second.message('REFUSED')).toMatchObject({
    code: 'NOT_READY',
    message: 'the database does not answer',
  });
});

test('the account of the first one is the only one from then on', async () => {
  const { port, listener } = await linkOf();
  const first = await RawZmtpPeer.welcomed(port);
  first.socket.destroy();
  await until(() => listener.told.length === 3);
  const other = await RawZmtpPeer.open(port);
  other.send(hello({ login: '5002' }));
  expect(await other.refusal()).toBe('WRONG_ACCOUNT');
  await RawZmtpPeer.welcomed(port);
});

test('time in which the node itself stood still is nobody’s silence', async () => {
  const { port, listener } = await linkOf({ ...QUICK, silenceMs: 300 });
  const peer = await RawZmtpPeer.welcomed(port);
  const endsAtMs = performance.now() + 600;
  while (performance.now() < endsAtMs); // Stalls the event loop: nothing is read, nothing answered.
  const heard = peer.messages.length;
  await peer.until(() => peer.messages.length > heard + 3);
  expect(listener.told).toEqual(['admit 3', 'connected']);
});
