/**
 * Other hosts whose nodes may publish to this one or subscribe to it: their public keys, one file
 * per host in the folder `keys/peers`. Nothing in them is secret.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../domain/errors.ts';
import { replaceFile } from './replace-file.ts';
import { withoutMark } from './without-mark.ts';
import { isZ85Key } from './z85.ts';

/** More hosts than this are a mistake. */
const PEERS_MAX = 1_000;
/** More mistakes are another file. */
const TOLD_PROBLEMS = 2;
const key = z.string().refine(isZ85Key, 'must be a key of 40 Z85 characters');

/** What a host may be called here: its name is that of a file. */
export const HOST_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

const busPeer = z.strictObject({
  /** The host's name: one file per name. */
  host: z.string().regex(HOST_NAME, 'must be a host name'),
  /** Where its masters publish: the host parts of their bus endpoints. */
  addresses: z.array(z.string().min(1).max(253)).max(64),
  publishKey: key,
  subscribeKey: key,
});
/** See file header. */
export type BusPeer = z.infer<typeof busPeer>;

/**
 * Reads one host's public keys.
 * @param source names the text in the error.
 * @throws ConfigurationError when the text is something else.
 */
export function parseBusPeer(text: string, source: string): BusPeer {
  let json: unknown;
  try {
    json = JSON.parse(withoutMark(text));
  } catch (cause) {
    throw new ConfigurationError(
      `${source} is no JSON: export it again with "lockstep keys export"`,
      {
        cause,
      },
    );
  }
  const parsed = busPeer.safeParse(json);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path: at, message }) => [...at, message].join(' '));
    throw new ConfigurationError(
      `${source} holds no public keys of a host (${wrong.slice(0, TOLD_PROBLEMS).join('; ')}): export it again with "lockstep keys export"`,
    );
  }
  return parsed.data;
}

/** All known hosts, by name. @throws ConfigurationError when a file is malformed. */
export async function readBusPeers(folder: string): Promise<readonly BusPeer[]> {
  const files = (await listed(folder)).filter((file) => file.endsWith('.json')).toSorted();
  if (files.length > PEERS_MAX) {
    throw new ConfigurationError(
      `${folder} holds ${String(files.length)} hosts, at most ${String(PEERS_MAX)} are read: delete those that are gone`,
    );
  }
  return Promise.all(
    files.map(async (name) => {
      const file = path.join(folder, name);
      return parseBusPeer(await readFile(file, 'utf8'), file);
    }),
  );
}

/** Stores a host's public keys, in place of earlier ones of the same name. */
export async function writeBusPeer(folder: string, peer: BusPeer): Promise<void> {
  await replaceFile(path.join(folder, `${peer.host}.json`), `${JSON.stringify(peer, null, 2)}\n`);
}

async function listed(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
