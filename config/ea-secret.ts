/**
 * The secrets of the EA links: one per account, generated on the node's host, kept in the data
 * folder readable by the owner alone, never in the database, in argv or in a log.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError } from '../domain/errors.ts';

const SECRET = /^[0-9a-f]{64}$/;

/**
 * The account's secret; the first call for a name creates it, whoever makes it.
 * @throws ConfigurationError when the file holds something else.
 */
export async function eaSecret(dataFolder: string, account: string): Promise<string> {
  const folder = path.join(dataFolder, 'secrets');
  const file = path.join(folder, `${encodeURIComponent(account)}.secret`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await writeFile(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const secret = await readSecret(file);
  if (secret === null) {
    throw new ConfigurationError(
      `secret of account "${account}": ${file} does not hold 64 hex digits; delete the file to have a new one made, then give it to the EA`,
    );
  }
  return secret;
}

/** The file's secret; another process may just have created it and not yet written it: a few tries. */
async function readSecret(file: string): Promise<string | null> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const content = (await readFile(file, 'utf8')).trim();
    if (SECRET.test(content)) return content;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return null;
}
