import { existsSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { readAddress, type BrokerAddress } from '../../../simulator/broker-process/address-file.ts';
import { ControlClient } from '../../../simulator/control/control-client.ts';
import { controlFolder, serveControl } from '../../../simulator/control/control-server.ts';
import { testDesk, type TestDesk } from './builders.ts';

async function served() {
  const own = await testDesk();
  const server = await serveControl(own.desk, own.stateFolder);
  onTestFinished(() => server.close());
  const address = await readAddress(controlFolder(own.stateFolder));
  if (address === null) throw new Error('there is no address');
  return { ...own, server, address };
}

/** All that the server says to these lines until it ends the connection. */
async function said({ port }: BrokerAddress, ...lines: readonly string[]): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  // The server may be done before all is written.
  socket.on('error', () => undefined);
  for (const line of lines) socket.write(`${line}\n`);
  return text(socket);
}

const login = ({ token }: BrokerAddress): string => JSON.stringify({ type: 'LOGIN', token });
const state = JSON.stringify({ type: 'control', number: 1, command: { type: 'state' } });
const stop = JSON.stringify({ type: 'control', number: 2, command: { type: 'stop' } });

test.each<[string, (address: BrokerAddress) => readonly string[], string]>([
  ['a wrong token', (a) => [login({ ...a, token: `${a.token}x` }), stop], 'the token is wrong'],
  ['no LOGIN first', () => [state, stop], 'the line is no message'],
  ['a LOGIN with more', (a) => [login(a).replace('}', ',"x":1}'), stop], 'no message'],
  ['no JSON', (a) => [login(a), '{"type":', stop], 'the line is no JSON'],
  ['no request', (a) => [login(a), '{"type":"control","number":0}', stop], 'no message'],
  ['an unknown command', (a) => [login(a), state.replace('state', 'x'), stop], 'no message'],
  ['an unknown field', (a) => [login(a), state.replace('1', '1,"x":1'), stop], 'no message'],
  ['a line too long', (a) => [login(a), ' '.repeat(70_000), stop], 'more than 65536 bytes'],
  ['a long line before the LOGIN', () => ['x'.repeat(70_000), stop], 'more than 65536 bytes'],
])('%s ends the connection, and nothing behind it is looked at', async (_, lines, expected) => {
  const { address, ended } = await served();
  const answer = await said(address, ...lines(address));
  expect(answer).toContain(expected);
  expect(answer).not.toContain(address.token);
  expect(ended).toEqual([]);
});

test('more requests at once than are kept end the connection', async () => {
  const { address } = await served();
  const many = Array.from({ length: 40 }, () => state);
  expect(await said(address, login(address), ...many)).toContain('too many requests wait');
});

test('requests are answered in their order, and the ninth connection is refused', async () => {
  const { address, ended } = await served();
  const clients: ControlClient[] = [];
  for (let count = 0; count < 8; count += 1) clients.push(await ControlClient.at(address));
  onTestFinished(() => {
    for (const client of clients) client.close();
  });
  const [first] = clients;
  expect(await first?.ask({ type: 'state' })).toMatchObject({ login: '5001' });
  expect(await said(address, login(address))).toBe('');
  const removing = first?.ask({ type: 'remove-fault', fault: 'none' });
  await Promise.all([
    expect(removing).rejects.toThrow(/no fault "none"/),
    expect(first?.ask({ type: 'stop' })).resolves.toEqual({ pid: process.pid }),
  ]);
  expect(ended).toEqual(['stopped']);
});

test('a client that is refused is told why', async () => {
  const { address } = await served();
  const client = await ControlClient.at({ ...address, token: 'guessed' });
  onTestFinished(() => client.close());
  await expect(client.ask({ type: 'state' })).rejects.toThrow('the token is wrong');
  await expect(client.ask({ type: 'state' })).rejects.toThrow(/has gone/);
});

test('the address is for its owner alone, new at each start, and goes with the terminal', async () => {
  const own: TestDesk = await testDesk();
  const folder = controlFolder(own.stateFolder);
  const before = await serveControl(own.desk, own.stateFolder);
  const old = await readAddress(folder);
  const after = await serveControl(own.desk, own.stateFolder);
  const fresh = await readAddress(folder);
  expect(fresh?.token).not.toBe(old?.token);
  // Windows keeps no such modes.
  const shut = process.platform === 'win32' ? [0o666, 0o666] : [0o600, 0o700];
  expect([after.addressFile, folder].map((one) => statSync(one).mode & 0o777)).toEqual(shut);
  // That of a terminal that came later stays.
  await before.close();
  expect(await readAddress(folder)).toEqual(fresh);
  await after.close();
  expect(existsSync(after.addressFile)).toBe(false);
  await expect(ControlClient.of(own.stateFolder)).rejects.toThrow(/no terminal runs in/);
});
