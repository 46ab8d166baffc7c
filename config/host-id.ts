/** A random id of this host, kept in the data folder: tells whether a lease was taken here. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { ConfigurationError } from '../domain/errors.ts';
import { createdOnce } from './created-once.ts';

/**
 * The id; created at the first call on this host.
 * @throws ConfigurationError when the file is empty: two hosts without an id would pass for one.
 */
export async function hostId(dataFolder: string): Promise<string> {
  const file = path.join(dataFolder, 'host-id');
  const id = await createdOnce(file, randomUUID);
  if (id.trim() !== '') return id;
  throw new ConfigurationError(
    `${file} is empty: restore it from a backup, or delete it to have a new one made; \`lockstep lease list\` shows which leases then need \`lockstep lease take NAME\``,
  );
}
