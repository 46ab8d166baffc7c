/**
 * Where the living process of a broker is reached: `address.json` in its state folder, for its owner
 * alone.
 *
 * Invariants: 1. a process serves a state folder only while the address in it is its own; 2. an address
 * is whole or not there at all.
 */
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const address = z.strictObject({
  port: z.number().int().min(1).max(65_535),
  /** What a LOGIN must carry. */
  token: z.string().min(32),
  pid: z.number().int().positive(),
});
/** See the file's head. */
export type BrokerAddress = z.infer<typeof address>;

/** The file of this state folder. */
export function addressFile(stateFolder: string): string {
  return path.join(stateFolder, 'address.json');
}

/** What stands in the file; null: there is none. */
export async function readAddressText(stateFolder: string): Promise<string | null> {
  try {
    return await readFile(addressFile(stateFolder), 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** The address in such a text; null: it is none. */
export function parseAddress(text: string): BrokerAddress | null {
  try {
    return address.parse(JSON.parse(text));
  } catch {
    // Written by nobody of ours: as good as none.
    return null;
  }
}

/** The address that is there; null: none, or one that cannot be read as such. */
export async function readAddress(stateFolder: string): Promise<BrokerAddress | null> {
  const text = await readAddressText(stateFolder);
  return text === null ? null : parseAddress(text);
}

/** Puts one's own address there; false when another one is. */
export async function claimAddress(stateFolder: string, own: BrokerAddress): Promise<boolean> {
  const fresh = path.join(stateFolder, `address.${randomUUID()}`);
  await writeFile(fresh, JSON.stringify(own), { mode: 0o600, flag: 'wx' });
  try {
    // A link fails when the name exists: of two starters one gets it.
    await link(fresh, addressFile(stateFolder));
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await unlink(fresh);
  }
}

/**
 * Takes the address of a dead process away. When another one is there by now, that one is put back: it
 * is of a living process that was faster.
 * @param dead what stood in the file when the process was found to be dead.
 */
export async function removeAddress(stateFolder: string, dead: string): Promise<void> {
  const aside = path.join(stateFolder, `address.${randomUUID()}`);
  try {
    await rename(addressFile(stateFolder), aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== dead) {
    await link(aside, addressFile(stateFolder)).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  }
  await unlink(aside);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
