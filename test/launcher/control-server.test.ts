/** The invariants of launcher/control-server.ts, over the real socket. */
import { once } from 'node:events';
import { mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { ConfigurationError } from '../../domain/errors.ts';
import { controlAddress, type ControlAddress } from '../../launcher/control-address.ts';
import { askLauncher } from '../../launcher/control-client.ts';
import { serveControl, type ControlHandler } from '../../launcher/control-server.ts';
import { MAX_REQUEST_BYTES } from '../../messaging/ipc/control-protocol.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

async function served(handle: ControlHandler) {
  const home = await mkdtemp(path.join(tmpdir(), 'lockstep-control-'));
  cleanups.push(() => rm(home, { recursive: true, force: true }));
  const address = controlAddress(home);
  const bugs: unknown[] = [];
  const server = await serveControl(address, handle, (error) => void bugs.push(error));
  cleanups.push(() => server.close());
  return { address, bugs, server, token: () => readFile(address.tokenFile, 'utf8') };
}

const lines = () => Promise.resolve({ lines: ['done'] });

/** Sends raw text; resolves to everything that came back. */
function raw(address: ControlAddress, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let back = '';
    const socket = connect(address.path, () => socket.write(text));
    socket.on('data', (part) => (back += part.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(back));
  });
}

/** A socket that nobody serves. */
async function leaveSocket({ path: file }: ControlAddress): Promise<void> {
  if (process.platform === 'win32') return;
  const left = createServer().listen(`${file}.left`);
  await once(left, 'listening');
  await rename(`${file}.left`, file);
  await new Promise((resolve) => left.close(resolve));
}

test('a command is carried out and its answer comes back', async () => {
  const heard: unknown[] = [];
  const { address } = await served((command) => {
    heard.push(command);
    return lines();
  });
  expect(await askLauncher(address, { type: 'pause', name: 'Apex_01' })).toEqual({
    lines: ['done'],
  });
  expect(heard).toEqual([{ type: 'pause', name: 'Apex_01' }]);
});

test('nothing is carried out without the token of this run (invariant 1)', async () => {
  const heard: unknown[] = [];
  const { address, token } = await served((command) => {
    heard.push(command);
    return lines();
  });
  const right = await token();
  await writeFile(address.tokenFile, `${right}x`);
  await expect(askLauncher(address, { type: 'down' })).rejects.toThrow(/token/);
  expect(heard).toEqual([]);
});

test('a refusal comes back with its code, a bug is told to the owner too', async () => {
  const { address, bugs } = await served((command) => {
    if (command.type === 'down') throw new TypeError('a bug');
    throw new ConfigurationError('there is no account "X"');
  });
  await expect(askLauncher(address, { type: 'status' })).rejects.toMatchObject({
    code: 'CONFIGURATION',
    message: 'there is no account "X"',
  });
  await expect(askLauncher(address, { type: 'down' })).rejects.toMatchObject({ code: 'BUG' });
  expect(bugs).toHaveLength(1);
});

test('a reason that is too long comes back as far as it may, with its code', async () => {
  const { address } = await served(() => {
    throw new ConfigurationError(`accounts "A": ${'suffix is 5; '.repeat(3_000)}`);
  });
  await expect(askLauncher(address, { type: 'status' })).rejects.toMatchObject({
    code: 'CONFIGURATION',
    message: expect.stringMatching(/^accounts "A": suffix is 5; /),
  });
});

test('a request that is too long, or none, is answered and hurts nobody (invariant 2)', async () => {
  const { address } = await served(lines);
  expect(await raw(address, 'x'.repeat(MAX_REQUEST_BYTES + 1))).toContain('at most');
  expect(await raw(address, 'nonsense\n')).toContain('no message of the control protocol');
  expect(await askLauncher(address, { type: 'down' })).toEqual({ lines: ['done'] });
});

test('connections whose other ends stay there take nobody’s place (invariant 2)', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'lockstep-control-'));
  cleanups.push(() => rm(home, { recursive: true, force: true }));
  const address = controlAddress(home);
  const server = await serveControl(address, lines, () => undefined, 100);
  cleanups.push(() => server.close());
  const silent = Array.from({ length: 32 }, () =>
    connect({ path: address.path, allowHalfOpen: true }).on('error', () => undefined),
  );
  await Promise.all(silent.map((socket) => once(socket, 'connect')));
  const asked = (): Promise<unknown> => askLauncher(address, { type: 'down' });
  await expect(asked()).rejects.toThrow(/too many commands/);
  await vi.waitFor(async () => expect(await asked()).toEqual({ lines: ['done'] }), {
    timeout: 3_000,
  });
  for (const socket of silent) socket.destroy();
});

test('a second one on the same data folder is refused, and gets it after the first (invariant 3)', async () => {
  const { address, server } = await served(lines);
  await expect(serveControl(address, lines, () => undefined)).rejects.toThrow(/runs already/);
  await server.close();
  const next = await serveControl(address, lines, () => undefined);
  expect(await askLauncher(address, { type: 'down' })).toEqual({ lines: ['done'] });
  await next.close();
});

test('of launchers that start at the same moment one gets the address, and can be asked (invariant 3)', async () => {
  for (let round = 0; round < 20; round += 1) {
    const { address, server } = await served(lines);
    await server.close();
    // As a crash would have left it.
    await leaveSocket(address);
    const starts = await Promise.allSettled(
      Array.from({ length: 5 }, () => serveControl(address, lines, () => undefined)),
    );
    const won = starts.filter((each) => each.status === 'fulfilled');
    expect(won).toHaveLength(1);
    expect(await askLauncher(address, { type: 'down' })).toEqual({ lines: ['done'] });
    await Promise.all(won.map(({ value }) => value.close()));
  }
});

test('a command that is being answered gets its answer before the server is closed', async () => {
  const gate = new AbortController();
  const begun = new AbortController();
  const { address, server } = await served(async () => {
    begun.abort();
    await once(gate.signal, 'abort');
    return { lines: ['stopped'] };
  });
  const answer = askLauncher(address, { type: 'down' });
  await vi.waitFor(() => expect(begun.signal.aborted).toBe(true));
  const closed = server.close();
  gate.abort();
  expect(await answer).toEqual({ lines: ['stopped'] });
  await closed;
});

test('when nothing runs, one line says so and how to start it', async () => {
  const { address, server } = await served(lines);
  await server.close();
  await expect(askLauncher(address, { type: 'status' })).rejects.toMatchObject({
    code: 'NOT_RUNNING',
    message: expect.stringContaining('`lockstep up`'),
  });
});

test('nobody else can reach socket and token', async ({ skip }) => {
  skip(process.platform === 'win32', 'Windows has a named pipe and access lists instead of modes');
  const { address } = await served(lines);
  const modes = await Promise.all(
    [address.folder, address.path, address.tokenFile].map(async (file) => (await stat(file)).mode),
  );
  expect(modes.map((mode) => (mode & 0o777).toString(8))).toEqual(['700', '600', '600']);
});
