/** Quotes the numbers of the invariants in broker-connection.ts. */
import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import {
  BrokerConnection,
  type Request,
} from '../../../simulator/broker-process/broker-connection.ts';
import { listenOnLoopback } from '../../../simulator/broker-process/listen-on-loopback.ts';
import { request } from './builders.ts';

interface Served {
  readonly client: Socket;
  readonly connection: BrokerConnection;
  readonly requests: Request[];
  /** Everything that the client read until the end. */
  readonly text: () => Promise<string>;
}

async function serve(): Promise<Served> {
  const requests: Request[] = [];
  const accepted = new EventEmitter();
  const { port, server } = await listenOnLoopback((socket) => {
    const connection = new BrokerConnection(socket, {
      onLogin: () => true,
      onRequest: (_connection, one) => requests.push(one),
      onClosed: () => undefined,
    });
    accepted.emit('connection', connection);
  });
  const connecting = once(accepted, 'connection') as Promise<[BrokerConnection]>;
  const client = connect({ host: '127.0.0.1', port });
  client.on('error', () => undefined);
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  const [connection] = await connecting;
  const text = async (): Promise<string> => {
    const parts: Buffer[] = [];
    client.on('data', (part: Buffer) => parts.push(part));
    await once(client, 'close');
    return Buffer.concat(parts).toString();
  };
  return { client, connection, requests, text };
}

const LOGIN = `${JSON.stringify({ type: 'LOGIN', token: 't', login: '5001', as: 'terminal' })}\n`;

function sendLine(volume: unknown): string {
  const one = request();
  const trade = { ...one.trade, volume };
  return `${JSON.stringify({ type: 'SEND', number: 1, ...one, trade })}\n`;
}

test.for([
  ['a request before the LOGIN (1)', sendLine('0.1')],
  ['no JSON (3)', 'hello\n'],
  ['an unknown message (3)', `${LOGIN}{"type":"GIVE","number":1}\n`],
  ['a field too many (3)', `${LOGIN}{"type":"PING","number":1,"more":1}\n`],
  ['a number for a decimal (3)', LOGIN + sendLine(0.1)],
  ['a negative volume (3)', LOGIN + sendLine('-0.1')],
  ['a volume that is no number (3)', LOGIN + sendLine('NaN')],
  ['a huge number (3)', LOGIN + sendLine('1e308')],
  ['a second LOGIN (3)', LOGIN + LOGIN],
  ['a line without end (2)', 'x'.repeat(200_000)],
] as const)('%s is refused, and nothing is carried out', async ([, bytes]) => {
  const { client, requests, text } = await serve();
  const answer = text();
  client.write(bytes);
  expect(await answer).toContain('"REFUSED"');
  expect(requests).toEqual([]);
});

test('a LOGIN and requests in pieces of one byte are understood', async () => {
  const { client, connection, requests } = await serve();
  for (const byte of Buffer.from(`${LOGIN}{"type":"WATCH","symbols":["ÄÖ"]}\n`)) {
    client.write(Buffer.from([byte]));
  }
  while (requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(connection.identity).toMatchObject({ login: '5001' });
  expect(requests).toEqual([{ type: 'WATCH', symbols: ['ÄÖ'] }]);
});

test('a client that does not read gets only the newest ticks, and all changes (2)', async () => {
  const { client, connection, text } = await serve();
  client.pause();
  connection.watch(['EURUSD', 'XAUUSD']);
  const LAST = 50_000;
  for (let number = 0; number <= LAST; number += 1) {
    const quote = {
      symbol: number % 2 === 0 ? 'EURUSD' : 'XAUUSD',
      bid: '1',
      ask: '1',
      timeMsc: 1,
    };
    connection.sendQuote(quote, `tick ${String(number)} ${'x'.repeat(200)}\n`);
  }
  connection.sendLine('change\n');
  const answer = text();
  client.resume();
  connection.end();
  const lines = (await answer).split('\n');
  expect(lines).toContain('change');
  expect(lines.length).toBeLessThan(LAST / 2);
});

test('a client that does not read at all is dropped at the limit (2)', async () => {
  const { client, connection } = await serve();
  client.pause();
  const megabyte = `${'x'.repeat(1_048_576)}\n`;
  let sent = 0;
  while (connection.isOpen && sent < 1_000) {
    connection.sendLine(megabyte);
    sent += 1;
  }
  expect(connection.isOpen).toBe(false);
  expect(sent).toBeLessThan(20);
});
