/** What the driver throws → what the rest of the program understands; never with a password in it. */
import { MongoBulkWriteError, MongoError, MongoServerError } from 'mongodb';
import { StoreUnavailableError } from '../../domain/errors.ts';

/** `E11000 duplicate key`. */
export const DUPLICATE_KEY = 11_000;
/** The user is who he says, but may not do this. */
export const UNAUTHORIZED = 13;

/** A database address for messages: without user, password and options. */
export function shownAddress(url: string): string {
  // Up to the last @: a password that was not escaped may hold one, or a slash.
  return url.replace(/\/\/.*@/s, '//').replace(/\?.*$/s, '');
}

/** @returns failures of the database as `StoreUnavailableError`; anything else unchanged. */
export function mongoError(error: unknown, url: string): unknown {
  if (!(error instanceof MongoError) && !isSystemError(error)) return error;
  const reason = withoutSecrets(error.message, url);
  return new StoreUnavailableError(`MongoDB at ${shownAddress(url)} ${wayOut(error, reason)}`, {
    cause: reason === error.message ? error : new Error(reason),
  });
}

/** The name of a `mongodb+srv` address is looked up by Node: `ENOTFOUND` is no error of the driver. */
function isSystemError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^E[A-Z]+$/.test(error.code)
  );
}

function wayOut(error: Error, reason: string): string {
  if (!(error instanceof MongoServerError)) {
    return `does not answer (${reason}): start it, or correct the database address`;
  }
  switch (error.code) {
    case UNAUTHORIZED:
      return `does not allow this user what Lockstep needs (${reason}): give him the role readWrite on the database`;
    case 18:
      return `refuses the user or the password (${reason}): correct the database address`;
    case 14_031:
      return `has no room on its disk (${reason})`;
    default:
      return `refused (${reason})`;
  }
}

/** A text without anything of the address that may be a user name or a password. */
function withoutSecrets(text: string, url: string): string {
  const userInfo = /\/\/(.*)@/s.exec(url)?.[1];
  if (userInfo === undefined) return text;
  const password = userInfo.slice(userInfo.indexOf(':') + 1);
  return [userInfo, password, decoded(password)]
    .filter((secret) => secret.length > 2)
    .reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: there is no decoded form that could appear anywhere.
    return text;
  }
}

/** Whether exactly a unique index has refused a write. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/**
 * The places in a bulk of those writes that a unique index has refused; null when the bulk failed
 * for any other reason too, and nothing is known about it.
 */
export function duplicatesOf(error: unknown): ReadonlySet<number> | null {
  if (!(error instanceof MongoBulkWriteError)) return null;
  const { writeErrors } = error;
  const errors = Array.isArray(writeErrors) ? writeErrors : [writeErrors];
  if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) return null;
  if (error.result.getWriteConcernError() !== undefined) return null;
  return new Set(errors.map(({ index }) => index));
}
