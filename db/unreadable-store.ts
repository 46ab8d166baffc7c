/** A file that is there but cannot be read: waiting does not help, and it is never written over. */
import { StoreUnavailableError } from '../domain/errors.ts';

/** See file header; the message names the file and the way out. */
export class UnreadableStoreError extends StoreUnavailableError {}
