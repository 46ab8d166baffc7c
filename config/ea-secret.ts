/**
 * The secrets of the EA links: one per account, generated on the node's host, kept in the data
 * folder's `keys`, readable by the owner alone, never in the database, in argv or in a log.
 */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { ConfigurationError } from '../domain/errors.ts';
import { createdOnce } from './created-once.ts';
import { fileWord } from './file-word.ts';
import { ownerOnlyFolder } from './owner-only.ts';
import { replaceFile } from './replace-file.ts';

const SECRET = /^[0-9a-f]{64}$/;
/** File systems take 255 characters; a secret that is being made has 37 more. */
const LONGEST_WORD = 200;

/**
 * The account's secret; the first call for a name creates it, whoever makes it.
 * @param account the account's name.
 * @throws ConfigurationError when the file holds something else.
 */
export async function eaSecret(dataFolder: string, account: string): Promise<string> {
  const file = await secretFile(dataFolder, account);
  const secret = (await createdOnce(file, newSecret)).trim();
  if (!SECRET.test(secret)) {
    throw new ConfigurationError(
      `secret of account "${account}": ${file} does not hold 64 hex digits; delete the file to have a new one made, then give it to the EA`,
    );
  }
  return secret;
}

/**
 * Replaces the account's secret and returns the new one. A running node keeps the old one until it
 * restarts; then the EA is refused until it has the new one.
 */
export async function rotateEaSecret(dataFolder: string, account: string): Promise<string> {
  const file = await secretFile(dataFolder, account);
  const secret = newSecret();
  await replaceFile(file, secret);
  return secret;
}

async function secretFile(dataFolder: string, account: string): Promise<string> {
  const folder = path.join(dataFolder, 'keys');
  await ownerOnlyFolder(folder);
  return path.join(folder, `ea-${fileWord(account, LONGEST_WORD)}.secret`);
}

function newSecret(): string {
  return randomBytes(32).toString('hex');
}
