/** A random id of this host, kept in the data folder: tells whether a lease was taken here. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { createdOnce } from './created-once.ts';

/** The id; created at the first call on this host. */
export function hostId(dataFolder: string): Promise<string> {
  return createdOnce(path.join(dataFolder, 'host-id'), randomUUID);
}
