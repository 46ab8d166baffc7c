/** `lockstep keys`: this host's public keys of the bus, and those of other hosts it trusts. */
import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { BusKeys } from '../../config/bus-keys.ts';
import { parseBusPeer, type BusPeer } from '../../config/bus-peers.ts';
import { dataFolder } from '../../config/paths.ts';
import { ConfigurationError } from '../../domain/errors.ts';

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
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new ConfigurationError(
      `${file} cannot be read: give the file that "lockstep keys export" wrote on the other host`,
      { cause },
    );
  }
  const exported = parseBusPeer(text, file);
  const peer = { ...exported, addresses: [...new Set([...exported.addresses, ...addresses])] };
  await (await BusKeys.open(home)).trust(peer);
  return peer;
}

const show: CommandModule = {
  command: 'show',
  describe: 'Show the public keys of this host and of the hosts it trusts',
  handler: (argv) => showKeys(homeOf(argv), console.log, isJson(argv)),
};

interface ExportOptions {
  readonly file: string | undefined;
  readonly host: string;
  readonly address: readonly string[];
}

const exportCommand: CommandModule<object, ExportOptions> = {
  command: 'export [file]',
  describe: 'Write the public keys of this host for "lockstep keys import" on another one',
  builder: (yargs): Argv<ExportOptions> =>
    yargs
      .positional('file', { type: 'string', describe: 'Where to write; the screen if absent' })
      .option('host', { type: 'string', default: hostname(), describe: 'Name of this host' })
      .option('address', addressOption('An address at which its masters publish')),
  async handler(argv) {
    const text = await exportKeys(homeOf(argv), argv.host, argv.address);
    if (argv.file === undefined) process.stdout.write(text);
    else await writeFile(argv.file, text);
  },
};

interface ImportOptions {
  readonly file: string;
  readonly address: readonly string[];
}

const importCommand: CommandModule<object, ImportOptions> = {
  command: 'import <file>',
  describe: 'Trust another host: its masters may be followed, its slaves may subscribe',
  builder: (yargs): Argv<ImportOptions> =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'Its export' })
      .option('address', addressOption('A further address at which its masters publish')),
  async handler(argv) {
    const peer = await importKeys(homeOf(argv), argv.file, argv.address);
    const { host, addresses } = peer;
    if (isJson(argv)) console.log(JSON.stringify(peer));
    else console.log(`trusted: ${host} (${addresses.join(', ') || 'no address'})`);
  },
};

const rotate: CommandModule = {
  command: 'rotate',
  describe: 'Make new keys; restart Lockstep, then export them to other hosts again',
  async handler(argv) {
    const keys = await BusKeys.rotate(homeOf(argv));
    if (isJson(argv)) {
      console.log(JSON.stringify(publicKeys(keys)));
      return;
    }
    for (const line of publicLines(keys)) console.log(line);
    console.log(
      'Running nodes keep the old keys: end "lockstep up" with Ctrl+C and start it again.',
    );
    console.log('Other hosts need them too: "lockstep keys export" here, "import" there.');
  },
};

/** See file header. */
export const keysCommand: CommandModule = {
  command: 'keys <action>',
  describe: 'Keys of the bus between hosts: show, export, import, rotate',
  builder: (yargs) =>
    yargs
      .command(show)
      .command(exportCommand)
      .command(importCommand)
      .command(rotate)
      .demandCommand(1),
  handler: () => undefined,
};

function addressOption(describe: string) {
  return { type: 'string', array: true, default: [] as string[], describe } as const;
}

function publicKeys({ publish, subscribe }: BusKeys): { publish: string; subscribe: string } {
  return { publish: publish.publicKey, subscribe: subscribe.publicKey };
}

function publicLines(keys: BusKeys): readonly string[] {
  const { publish, subscribe } = publicKeys(keys);
  return [`publish    ${publish}`, `subscribe  ${subscribe}`];
}

/** `--json` belongs to every command. */
function isJson(argv: ArgumentsCamelCase): boolean {
  return argv['json'] === true;
}

/** `--home` belongs to every command. */
function homeOf(argv: ArgumentsCamelCase): string {
  const { home } = argv;
  return typeof home === 'string' && home !== '' ? path.resolve(home) : dataFolder();
}
