/**
 * The keys of the bus: one CURVE pair per host for publishing and one for subscribing, made at the
 * first start and kept in the data folder's `keys`, readable by the owner alone; never in the
 * database, in argv or in a log.
 *
 * Invariants:
 * 1. Of several processes that start at once all get the same pairs.
 * 2. A subscriber knows the one key it accepts behind an endpoint, or does not connect.
 * 3. A publisher admits this host's subscribing key and those of imported hosts, no other.
 */
import { access, readFile, rm } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../domain/errors.ts';
import { readBusPeers, writeBusPeer, type BusPeer } from './bus-peers.ts';
import { createdOnce } from './created-once.ts';
import { ownerOnlyFolder } from './owner-only.ts';
import { isZ85Key } from './z85.ts';

const key = z.string().refine(isZ85Key);
const keyPair = z.strictObject({ publicKey: key, secretKey: key });
/** A CURVE key pair in Z85. */
export type KeyPair = z.infer<typeof keyPair>;

const USES = ['publish', 'subscribe'] as const;
type Use = (typeof USES)[number];

/** See file header. */
export class BusKeys {
  readonly publish: KeyPair;
  readonly subscribe: KeyPair;
  readonly #folder: string;

  private constructor(folder: string, publish: KeyPair, subscribe: KeyPair) {
    this.#folder = folder;
    this.publish = publish;
    this.subscribe = subscribe;
  }

  /**
   * This host's keys; the first call makes them.
   * @throws ConfigurationError when a key file holds something else.
   */
  static async open(dataFolder: string): Promise<BusKeys> {
    const folder = path.join(dataFolder, 'keys');
    await ownerOnlyFolder(folder);
    await ownerOnlyFolder(path.join(folder, 'peers'));
    return new BusKeys(
      folder,
      await ownPair(folder, 'publish'),
      await ownPair(folder, 'subscribe'),
    );
  }

  /** Makes new pairs in place of the old ones; running processes keep theirs until they restart. */
  static async rotate(dataFolder: string): Promise<BusKeys> {
    const folder = path.join(dataFolder, 'keys');
    for (const use of USES) await rm(fileOf(folder, use), { force: true });
    return BusKeys.open(dataFolder);
  }

  /** Other hosts, read anew: an import takes effect without a restart. */
  peers(): Promise<readonly BusPeer[]> {
    return readBusPeers(this.#peersFolder);
  }

  /**
   * Trusts another host from now on.
   * @throws ConfigurationError when these are this host's own keys, or an address of it is another host's.
   */
  async trust(peer: BusPeer): Promise<void> {
    if (peer.publishKey === this.publish.publicKey) {
      throw new ConfigurationError(
        `the keys of host "${peer.host}" are this host's own: import the file that the other host exported`,
      );
    }
    const others = (await this.peers()).filter(({ host }) => host !== peer.host);
    for (const address of peer.addresses) {
      const owner = isOwnAddress(address)
        ? 'this host'
        : others.find(({ addresses }) => addresses.includes(address))?.host;
      if (owner === undefined) continue;
      throw new ConfigurationError(
        `address ${address} of host "${peer.host}" is that of ${owner}: export the keys again with other addresses, or delete the other host's file in ${this.#peersFolder}`,
      );
    }
    await writeBusPeer(this.#peersFolder, peer);
  }

  /** Whether a subscriber with this public key (Z85) may read this host's books (invariant 3). */
  async admits(subscriberKey: string): Promise<boolean> {
    if (subscriberKey === this.subscribe.publicKey) return true;
    return (await this.peers()).some((peer) => peer.subscribeKey === subscriberKey);
  }

  /**
   * The key that must be behind an endpoint (invariant 2).
   * @throws ConfigurationError when the endpoint's host is neither this one nor an imported one.
   */
  async publisherKey(endpoint: string): Promise<string> {
    const address = hostOf(endpoint);
    if (isOwnAddress(address)) return this.publish.publicKey;
    const peer = (await this.peers()).find(({ addresses }) => addresses.includes(address));
    if (peer !== undefined) return peer.publishKey;
    if (isLoopback(address)) return this.publish.publicKey;
    throw new ConfigurationError(
      `bus endpoint ${endpoint}: the keys of host ${address} are not known here; run "lockstep keys export" there and "lockstep keys import FILE --address ${address}" here`,
    );
  }

  get #peersFolder(): string {
    return path.join(this.#folder, 'peers');
  }
}

async function ownPair(folder: string, use: Use): Promise<KeyPair> {
  const file = fileOf(folder, use);
  const text = (await exists(file)) ? await readFile(file, 'utf8') : await madePair(file);
  const parsed = keyPair.safeParse(jsonOrNull(text));
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    `${file} holds no key pair: delete it to have a new one made, then export the public keys to other hosts again`,
  );
}

/** The addon is loaded only when a pair has to be made: the launcher has no other use for it. */
async function madePair(file: string): Promise<string> {
  const { curveKeyPair } = await import('zeromq');
  return createdOnce(file, () => `${JSON.stringify(curveKeyPair(), null, 2)}\n`);
}

function fileOf(folder: string, use: Use): string {
  return path.join(folder, `${use}.json`);
}

/** The host part of `tcp://HOST:PORT`, without the brackets of IPv6. */
function hostOf(endpoint: string): string {
  return (/^tcp:\/\/(.+):[^:]+$/.exec(endpoint)?.[1] ?? endpoint).replaceAll(/[[\]]/g, '');
}

/** No imported host can have it. The other loopback addresses may be ends of tunnels to other hosts. */
function isOwnAddress(address: string): boolean {
  if (address === 'localhost' || address === '::1' || address === '127.0.0.1') return true;
  if (isLoopback(address)) return false;
  return Object.values(networkInterfaces()).some((list) =>
    list?.some((item) => item.address === address),
  );
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.');
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What it held may be half a secret: it is not quoted. The caller names the file.
    return null;
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    // Whatever is wrong with it is reported by the one who creates it.
    return false;
  }
}
