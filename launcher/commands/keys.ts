/** `lockstep keys`: this host's public keys of the bus, and those of other hosts it trusts. */
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { BusKeys } from '../../config/bus-keys.ts';
import { HOST_NAME, parseBusPeer, type BusPeer } from '../../config/bus-peers.ts';
import { ConfigurationError } from '../../domain/errors.ts';
import type { CliCommand, CliGroup } from '../cli-command.ts';
import type { CliArguments, Session } from '../session.ts';
import { decoded } from '../decoded.ts';
import { writeResult } from '../write-result.ts';

/** Writes lines for people. */
export type Print = (text: string) => void;

/** `lockstep keys show`: never a secret key. With `asJson` one object for programs. */
export async function showKeys(home: string, print: Print, asJson: boolean): Promise<void> {
  const keys = await BusKeys.open(home);
  const peers = await keys.peers();
  if (asJson) {
    print(JSON.stringify({ ...publicKeys(keys), peers }));
    return;
  }
  for (const line of publicLines(keys)) print(line);
  print(peers.length === 0 ? 'no other host is trusted' : 'trusted hosts:');
  for (const { host, addresses, publishKey, subscribeKey } of peers) {
    print(`  ${host} (${addresses.join(', ')})`);
    print(`    publish    ${publishKey}`);
    print(`    subscribe  ${subscribeKey}`);
  }
}

/** `lockstep keys export`: the file that another host imports; holds nothing secret. */
export async function exportKeys(
  home: string,
  host: string,
  addresses: readonly string[],
): Promise<string> {
  if (!HOST_NAME.test(host)) {
    throw new ConfigurationError(
      `"${host}" is no name for a host here: letters, digits, _ . - (at most 63); give one with --host NAME`,
    );
  }
  const keys = await BusKeys.open(home);
  const peer: BusPeer = {
    host,
    addresses: [...addresses],
    publishKey: keys.publish.publicKey,
    subscribeKey: keys.subscribe.publicKey,
  };
  const text = `${JSON.stringify(peer, null, 2)}\n`;
  // What would not be accepted there is refused here.
  parseBusPeer(text, 'the export');
  return text;
}

/** `lockstep keys import FILE`. @throws ConfigurationError when the file cannot be read or is wrong. */
export async function importKeys(
  home: string,
  file: string,
  addresses: readonly string[],
): Promise<BusPeer> {
  let text: string;
  try {
    // `lockstep keys export > FILE` in PowerShell writes UTF-16.
    text = decoded(await readFile(file));
  } catch (cause) {
    throw new ConfigurationError(
      `${file} cannot be read: give the file that \`lockstep keys export\` wrote on the other host`,
      { cause },
    );
  }
  const exported = parseBusPeer(text, file);
  const peer = { ...exported, addresses: [...new Set([...exported.addresses, ...addresses])] };
  await (await BusKeys.open(home)).trust(peer);
  return peer;
}

const show: CliCommand = {
  command: 'show',
  describe: 'Show the public keys of this host and of the hosts it trusts',
  run: async (session) => {
    const print = (line: string): void => session.environment.write(`${line}\n`);
    await showKeys(await homeOf(session), print, session.isJson);
  },
};

const exportCommand: CliCommand = {
  command: 'export [file]',
  describe: 'Write the public keys of this host for `lockstep keys import` on another one',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', describe: 'Where to write (default: the screen)' })
      .option('host', {
        type: 'string',
        requiresArg: true,
        describe: `Name of this host (default: ${hostname()})`,
      })
      .option('address', addressOption('Addresses at which the masters of this host publish')),
  run: async (session, args) => {
    const host = typeof args['host'] === 'string' ? args['host'] : hostname();
    const text = await exportKeys(await homeOf(session), host, addressesOf(args));
    const { file } = args;
    if (typeof file !== 'string') {
      session.environment.write(text);
      return;
    }
    await writeResult('the export', file, text);
    session.say(`Wrote ${file}.`);
  },
};

const importCommand: CliCommand = {
  command: 'import <file>',
  describe: 'Trust another host: its masters may be followed, its slaves may subscribe',
  builder: (yargs) =>
    yargs
      .positional('file', {
        type: 'string',
        describe: 'What `lockstep keys export` wrote on that host',
      })
      .option('address', addressOption('Further addresses at which its masters publish')),
  run: async (session, args) => {
    const peer = await importKeys(await homeOf(session), String(args['file']), addressesOf(args));
    const { host, addresses } = peer;
    session.print(peer, () => `trusted: ${host} (${addresses.join(', ') || 'no address'})`);
  },
};

const rotate: CliCommand = {
  command: 'rotate',
  describe: 'Make new keys; restart Lockstep, then export them to other hosts again',
  run: async (session) => {
    const keys = await BusKeys.rotate(await homeOf(session));
    session.print(publicKeys(keys), () =>
      [
        ...publicLines(keys),
        'Running nodes keep the old keys: end `lockstep up` with Ctrl+C and start it again.',
        'Other hosts need them too: `lockstep keys export` here, `import` there.',
      ].join('\n'),
    );
  },
};

/** See file header. */
export const keysGroup: CliGroup = {
  command: 'keys',
  describe: 'Keys of the bus between hosts: show, export, import, rotate',
  commands: [show, exportCommand, importCommand, rotate],
};

function addressOption(describe: string) {
  return { type: 'string', array: true, requiresArg: true, describe } as const;
}

function addressesOf({ address }: CliArguments): readonly string[] {
  return Array.isArray(address) ? address.map(String) : [];
}

async function homeOf(session: Session): Promise<string> {
  return (await session.settings()).values.home;
}

function publicKeys({ publish, subscribe }: BusKeys): { publish: string; subscribe: string } {
  return { publish: publish.publicKey, subscribe: subscribe.publicKey };
}

function publicLines(keys: BusKeys): readonly string[] {
  const { publish, subscribe } = publicKeys(keys);
  return [`publish    ${publish}`, `subscribe  ${subscribe}`];
}
