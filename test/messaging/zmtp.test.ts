import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProtocolError } from '../../domain/errors.ts';
import {
  commandFrame,
  errorFrame,
  greeting,
  messageFrame,
  readyFrame,
  readyProperties,
  ZmtpDecoder,
  type ZmtpFrame,
} from '../../messaging/zmtp.ts';
import { frame, GREETING, READY } from './raw-zmtp-peer.ts';

/** What a decoder makes of these chunks. */
function decoded(chunks: readonly Buffer[], maxBytes = 1_000): ZmtpFrame[] {
  const decoder = new ZmtpDecoder(maxBytes);
  return chunks.flatMap((chunk) => [...decoder.push(chunk)]);
}

/** The bytes in pieces that end at these places. */
function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const ends = [...at.map((place) => place % bytes.length), bytes.length].toSorted((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

test('what is sent are the bytes of the protocol', () => {
  expect(greeting()).toEqual(GREETING);
  expect(readyFrame('DEALER')).toEqual(READY);
  expect(messageFrame('é')).toEqual(Buffer.from('0002c3a9', 'hex'));
  expect(messageFrame('x'.repeat(255))).toEqual(frame('x'.repeat(255)));
  expect(messageFrame('x'.repeat(256))).toEqual(frame('x'.repeat(256)));
  expect(commandFrame('PONG', Buffer.from('c'))).toEqual(Buffer.from('040604504f4e4763', 'hex'));
  expect(errorFrame('no')).toEqual(frame('\u0005ERROR\u0002no', 4));
  expect(errorFrame('é'.repeat(300)).length).toBeLessThan(300);
});

test('a message comes out as it went in, wherever its bytes are cut', () => {
  const text = fc.string({ unit: 'binary', maxLength: 600 });
  fc.assert(
    fc.property(fc.array(text), fc.array(fc.nat()), (texts, places) => {
      const bytes = Buffer.concat([GREETING, READY, ...texts.map(messageFrame)]);
      const frames = decoded(cut(bytes, places), 10_000);
      expect(frames[0]).toMatchObject({ type: 'command', name: 'READY' });
      expect(frames.slice(1)).toEqual(
        texts.map((each) => ({ type: 'message', body: Buffer.from(each) })),
      );
    }),
  );
});

test('the properties of READY, whatever the case of their names', () => {
  const [ready] = decoded([GREETING, READY]);
  expect(ready?.type === 'command' && readyProperties(ready.data)).toEqual(
    new Map([['socket-type', Buffer.from('DEALER')]]),
  );
  const odd = Buffer.from('\u0001A\0\0\0\0\u0001b\0\0\0\u0002xy');
  expect([...readyProperties(odd)].map(([name, value]) => [name, value.toString()])).toEqual([
    ['a', ''],
    ['b', 'xy'],
  ]);
});

test.each<[string, Buffer]>([
  ['more than one frame', frame('x', 1)],
  ['reserved', frame('x', 8)],
  ['reserved', frame('x', 0x80)],
  ['a frame of 1001 bytes is larger than 1000', frame('x'.repeat(1_001))],
  ['a frame of 18446744073709551615 bytes', Buffer.from(`02${'ff'.repeat(8)}`, 'hex')],
  ['a frame of 2000 bytes is larger than 1024', frame('x'.repeat(2_000), 4)],
  ['has no name', frame('', 4)],
  ['has no name', frame('\u0009PING', 4)],
])('invariant 1: %s', (message, bytes) => {
  expect(() => decoded([GREETING, bytes])).toThrow(message);
});

test('the limit may be raised while the connection lives', () => {
  const decoder = new ZmtpDecoder(10);
  expect([...decoder.push(GREETING)]).toEqual([]);
  decoder.maxBytes = 1_001;
  expect([...decoder.push(frame('x'.repeat(1_001)))]).toHaveLength(1);
});

test('a stranger is known by the first bytes that differ', () => {
  expect(() => decoded([Buffer.from('G')])).toThrow('does not speak ZMTP');
  expect(() => decoded([Buffer.from('ff0000000000000000', 'hex')])).not.toThrow();
  expect(() => decoded([Buffer.from('ff00000000000000007e', 'hex')])).toThrow('does not speak');
  expect(() => decoded([Buffer.from('ff00000000000000007f01', 'hex')])).toThrow('ZMTP 1');
});

test('invariant 2: on noise the decoder throws ProtocolError or goes on', () => {
  const noise = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(noise, fc.boolean(), (bytes, isGreeted) => {
      const body = Buffer.from(bytes);
      const outcomes = [
        (): unknown => decoded(isGreeted ? [GREETING, body] : [body]),
        (): unknown => readyProperties(body),
      ].map((act) => {
        try {
          act();
          return null;
        } catch (error) {
          return error;
        }
      });
      for (const error of outcomes)
        expect(error ?? new ProtocolError('')).toBeInstanceOf(ProtocolError);
    }),
    { numRuns: 2_000 },
  );
});
