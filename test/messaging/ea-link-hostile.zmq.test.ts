import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eaBook, quote } from './ea-samples.ts';
import { linkOf, QUICK, until } from './link-fixture.ts';
import type { RecordingListener } from './link-listener.ts';
import { frame, GREETING, hello, mac, RawZmtpPeer, READY } from './raw-zmtp-peer.ts';

const UNHARMED = ['untouched', 'admit 3', 'connected'];

/** What the listener was told until now, and then by the real EA, which comes in here. */
async function afterwards(port: number, listener: RecordingListener): Promise<string[]> {
  const before = listener.isUntouched ? 'untouched' : listener.told.join();
  const peer = await RawZmtpPeer.welcomed(port);
  await until(() => listener.told.includes('connected'));
  const told = [before, ...listener.told];
  peer.socket.destroy();
  return told;
}

function changed(bytes: Buffer, at: number, text: string): Buffer {
  const copy = Buffer.from(bytes);
  copy.write(text, at, 'latin1');
  return copy;
}

/** An announced size of 8 bytes. */
function head(flags: number, size: bigint): Buffer {
  const bytes = Buffer.alloc(9);
  bytes.writeUInt8(flags);
  bytes.writeBigUInt64BE(size, 1);
  return bytes;
}

test('greetings that are cut off are dropped when their time is over', async () => {
  const { port, listener } = await linkOf({ ...QUICK, handshakeMs: 40 });
  const cuts = [0, 1, 9, 10, 11, 12, 31, 32, 63, 64];
  const peers = await Promise.all(cuts.map(() => RawZmtpPeer.connect(port)));
  for (const [index, peer] of peers.entries()) peer.write(GREETING.subarray(0, cuts[index]));
  await Promise.all(peers.map((peer) => peer.closing()));
  expect(await afterwards(port, listener)).toEqual(UNHARMED);
});

test.each<[string, Buffer]>([
  ['the mechanism PLAIN', changed(GREETING, 12, 'PLAIN')],
  ['the mechanism CURVE', changed(GREETING, 12, 'CURVE')],
  ['a mechanism that only begins with NULL', changed(GREETING, 16, 'X')],
  ['ZMTP 2', changed(GREETING, 10, '\u0002')],
  ['the signature of ZMTP 1', changed(GREETING, 9, '\u0000')],
  ['another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['a first frame that is no command', Buffer.concat([GREETING, frame('{}')])],
  ['a first command that is not READY', Buffer.concat([GREETING, frame('\u0004PING\0\0', 4)])],
  ['a READY that is cut off', Buffer.concat([GREETING, frame(READY.subarray(2, 20), 4)])],
  ['a READY without a type', Buffer.concat([GREETING, frame('\u0005READY', 4)])],
  ['a READY of a SUB', Buffer.concat([GREETING, changed(READY, 24, 'SUBSUB')])],
  [
    'a READY with an Identity',
    Buffer.concat([
      GREETING,
      frame(Buffer.concat([READY.subarray(2), Buffer.from('\u0008Identity\0\0\0\u0001X')]), 4),
    ]),
  ],
  ['a frame with reserved flags', Buffer.concat([GREETING, READY, frame('x', 8)])],
  ['a message of many frames', Buffer.concat([GREETING, READY, frame('x', 1)])],
  ['a message above what a HELLO needs', Buffer.concat([GREETING, READY, head(2, 8_193n)])],
  ['a size of 2^64 - 1', Buffer.concat([GREETING, READY, head(2, (1n << 64n) - 1n)])],
  ['a command of 2 KB', Buffer.concat([GREETING, READY, head(6, 2_048n)])],
  ['a command without a name', Buffer.concat([GREETING, READY, frame('', 4)])],
])('%s ends that connection at once', async (_, bytes) => {
  const { port, listener } = await linkOf({ ...QUICK, handshakeMs: 60_000 });
  const peer = await RawZmtpPeer.connect(port);
  peer.write(bytes);
  await peer.closing();
  expect(await afterwards(port, listener)).toEqual(UNHARMED);
});

test('an authenticated EA may send 1 MB, and not a byte more', async () => {
  const { link, port, listener } = await linkOf();
  const peer = await RawZmtpPeer.welcomed(port);
  peer.write(frame(Buffer.alloc(1024 * 1024, ' ')));
  await until(() => listener.warnings.includes('PROTOCOL'));
  expect(link.session).not.toBeNull();
  peer.write(head(2, 1024n * 1024n + 1n));
  await peer.closing();
  await until(() => listener.told.at(-1)?.includes('larger than') === true);
  await RawZmtpPeer.welcomed(port);
});

test('hundreds of connections that stay half open keep nobody out', async () => {
  const { port, listener } = await linkOf({ ...QUICK, handshakeMs: 60_000 });
  const openings = [
    Buffer.alloc(0),
    GREETING.subarray(0, 11),
    Buffer.concat([GREETING, READY]),
    Buffer.concat([GREETING, READY, frame(JSON.stringify(hello()))]),
  ];
  const peers: RawZmtpPeer[] = [];
  for (let count = 0; count < 300; count += 1) {
    const peer = await RawZmtpPeer.connect(port);
    peer.write(openings[count % openings.length] ?? GREETING);
    peers.push(peer);
  }
  await until(() => peers.filter(({ closed }) => closed).length >= 300 - 128);
  expect(await afterwards(port, listener)).toEqual(UNHARMED);
  for (const peer of peers) peer.socket.destroy();
});

test('a wrong HMAC is refused, and so is the node’s own', async () => {
  const { port, listener } = await linkOf();
  const wrong = await RawZmtpPeer.open(port);
  await wrong.authenticate({}, 'ab'.repeat(32));
  expect(await wrong.refusal()).toBe('WRONG_SECRET');
  await wrong.closing();
  const mirror = await RawZmtpPeer.open(port);
  mirror.send(hello());
  mirror.auth(String((await mirror.message('CHALLENGE'))['mac']));
  expect(await mirror.refusal()).toBe('WRONG_SECRET');
  expect(await afterwards(port, listener)).toEqual(UNHARMED);
});

test('the recorded bytes of an earlier session open nothing', async () => {
  const { port, listener } = await linkOf();
  const first = await RawZmtpPeer.welcomed(port);
  first.send(quote());
  await until(() => listener.quotes.length === 1);
  const recorded = Buffer.concat(first.sent);
  const whileAlive = await RawZmtpPeer.connect(port);
  whileAlive.write(recorded);
  expect(await whileAlive.refusal()).toBe('WRONG_SECRET');
  first.socket.destroy();
  await until(() => listener.told.length === 3);
  for (const bytes of [
    recorded,
    ...first.sent.map((_, until_) => first.sent.slice(0, until_ + 1)),
  ]) {
    const replay = await RawZmtpPeer.connect(port);
    replay.write(Buffer.concat([bytes].flat()));
    replay.socket.end();
    await replay.closing();
  }
  const nonces = [whileAlive, first].map(({ messages }) => messages[0]?.['nonceNode']);
  expect(nonces[0]).not.toBe(nonces[1]);
  expect(listener.told.slice(0, 2)).toEqual(['admit 3', 'connected']);
  expect([listener.told.length, listener.quotes.length]).toEqual([3, 1]);
});

test('an AUTH without HELLO, a second HELLO and anything else in their place are refused', async () => {
  const { port, listener } = await linkOf();
  const early = await RawZmtpPeer.open(port);
  early.auth('0'.repeat(64));
  expect(await early.refusal()).toBe('HELLO_FIRST');
  const twice = await RawZmtpPeer.open(port);
  twice.send(hello());
  twice.send(hello());
  expect(await twice.refusal()).toBe('AUTH_FIRST');
  // A refused connection gets no second chance.
  const greeted = hello();
  twice.send(greeted);
  await twice.closing();
  expect(twice.messages.filter(({ type }) => type === 'CHALLENGE')).toHaveLength(1);
  for (const message of [quote(), { type: 'BOOK', book: eaBook() }, { id: 'q', ok: true }]) {
    const peer = await RawZmtpPeer.open(port);
    peer.send(message);
    await peer.refusal();
  }
  expect(await afterwards(port, listener)).toEqual(UNHARMED);
});

/** Anything between noise and messages that are almost right. */
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
  fc
    .tuple(
      fc.constantFrom(
        hello(),
        { type: 'AUTH', mac: mac('ea', hello(), '0'), highestLease: 0, journalId: 'j' },
        { type: 'BOOK', book: eaBook() },
        quote(),
        { id: 'q', ok: true },
        { id: 'q', error: 'NO', retcode: 10_006 },
      ),
      fc.nat(),
      fc.integer({ min: 0, max: 255 }),
    )
    .map(([message, at, byte]) => {
      const bytes = Buffer.from(JSON.stringify(message));
      bytes[at % bytes.length] = byte;
      return bytes;
    }),
  fc.integer({ min: 1, max: 4_000 }).map((depth) => Buffer.from('['.repeat(depth))),
);
const FRAMES = fc.sample(payload, 10_000);

test('10,000 frames of noise before authentication reach nobody', async () => {
  const { port, listener } = await linkOf();
  for (let from = 0; from < FRAMES.length; from += 50) {
    const peer = await RawZmtpPeer.open(port);
    for (const bytes of FRAMES.slice(from, from + 50)) peer.write(frame(bytes));
    peer.socket.end();
    await peer.closing();
  }
  expect(await afterwards(port, listener)).toEqual(UNHARMED);
});

test('after HELLO and before AUTH no frame of noise is taken either', async () => {
  const { port, listener } = await linkOf();
  for (const bytes of FRAMES.slice(0, 300)) {
    const peer = await RawZmtpPeer.open(port);
    peer.send(hello());
    peer.write(frame(bytes));
    peer.socket.end();
    await peer.closing();
  }
  expect(await afterwards(port, listener)).toEqual(UNHARMED);
});

test('10,000 frames of noise after authentication leave the link as it was', async () => {
  const { link, port, listener } = await linkOf();
  const peer = await RawZmtpPeer.welcomed(port);
  const asked = link.request('asked', { action: 'GET_POSITIONS', params: {} }, 20_000);
  for (const bytes of FRAMES) peer.write(frame(bytes));
  peer.send({ id: 'asked', ok: true });
  expect(await asked).toEqual({ id: 'asked', ok: true });
  expect(listener.told).toEqual(['admit 3', 'connected']);
  expect(listener.warnings).toContain('PROTOCOL');
});

test('noise instead of frames ends its own connection at most', async () => {
  const { port, listener } = await linkOf({ ...QUICK, handshakeMs: 40 });
  for (const bytes of FRAMES.slice(0, 300)) {
    const peer = await RawZmtpPeer.connect(port);
    peer.write(Buffer.concat([GREETING, READY, bytes]));
    peer.socket.end();
    await peer.closing();
  }
  expect(await afterwards(port, listener)).toEqual(UNHARMED);
});
