/**
 * Where the launcher of one data folder is reached: a Unix domain socket, on Windows a named pipe, and
 * beside it a token that only the owner can read.
 */
import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, readFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { ownerOnlyFolder } from '../config/owner-only.ts';
import { replaceFile } from '../config/replace-file.ts';
import { ConfigurationError } from '../domain/errors.ts';

/** macOS takes 103 bytes, Linux 107. */
const LONGEST_SOCKET_PATH = 100;

/** See file header. */
export interface ControlAddress {
  /** Owner-only; holds the token. */
  readonly folder: string;
  readonly tokenFile: string;
  /** For `net.connect` and `server.listen`. */
  readonly path: string;
}

/** What decides the address, beside the data folder. */
export interface HostFacts {
  readonly platform: NodeJS.Platform;
  readonly temporary: string;
  readonly uid: number;
}

/** The address of this data folder; the same for every process of this user. */
export function controlAddress(home: string, facts: HostFacts = thisHost()): ControlAddress {
  const folder = path.join(home, 'control');
  const tokenFile = path.join(folder, 'token');
  const resolved = path.resolve(home);
  // Windows knows one folder by any case.
  const known = facts.platform === 'win32' ? resolved.toLowerCase() : resolved;
  const digest = createHash('sha256').update(known).digest('hex').slice(0, 16);
  if (facts.platform === 'win32') {
    return { folder, tokenFile, path: `\\\\.\\pipe\\lockstep-${digest}` };
  }
  const near = path.join(folder, 'lockstep.sock');
  const far = path.join(facts.temporary, `lockstep-${String(facts.uid)}`, `${digest}.sock`);
  const isShort = Buffer.byteLength(near) <= LONGEST_SOCKET_PATH;
  return { folder, tokenFile, path: isShort ? near : far };
}

function thisHost(): HostFacts {
  return { platform: process.platform, temporary: tmpdir(), uid: userInfo().uid };
}

/**
 * Makes the folders, shut to everybody else.
 * @throws ConfigurationError when another user holds the folder of the socket.
 */
export async function prepareControlFolders(address: ControlAddress): Promise<void> {
  await ownerOnlyFolder(address.folder);
  const folder = path.dirname(address.path);
  if (folder === address.folder || process.platform === 'win32') return;
  await mkdir(folder, { mode: 0o700, recursive: true });
  const found = await lstat(folder);
  const isOurs = found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0;
  if (isOurs) return;
  throw new ConfigurationError(
    `${folder} is not a folder of yours alone: remove it, or give LOCKSTEP_HOME a shorter path`,
  );
}

/** A new token for one run. */
export function newControlToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Stores the token of the run that has the address; replaces that of an earlier one. */
export async function writeControlToken(
  { tokenFile }: ControlAddress,
  token: string,
): Promise<void> {
  await replaceFile(tokenFile, token);
}

/** The token of the run that is, or was; null when there was none. */
export async function readControlToken({ tokenFile }: ControlAddress): Promise<string | null> {
  try {
    return (await readFile(tokenFile, 'utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
