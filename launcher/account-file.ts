/** Reads a file of account documents: `lockstep accounts import`. */
import { readFile, stat } from 'node:fs/promises';
import { withoutMark } from '../config/without-mark.ts';
import { ConfigurationError } from '../domain/errors.ts';
import type { RawDocument } from '../db/account-store.ts';
import { decoded } from './decoded.ts';

/** Thousands of accounts fit; a larger file is another one than was meant. */
const MAX_BYTES = 1_000_000;

/** @throws ConfigurationError when the file cannot be read or is no array of objects. */
export async function readAccountFile(file: string): Promise<readonly RawDocument[]> {
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > MAX_BYTES) {
      throw new ConfigurationError(
        `${file} has ${String(size)} bytes: a file of accounts has at most ${String(MAX_BYTES)}; is it the right one?`,
      );
    }
    // `lockstep accounts export > FILE` in PowerShell writes UTF-16.
    text = decoded(await readFile(file));
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`${file} cannot be read (${why}): check the path`, {
      cause: error,
    });
  }
  return parseAccountFile(file, text);
}

/** @throws ConfigurationError, see {@link readAccountFile}. */
export function parseAccountFile(file: string, text: string): readonly RawDocument[] {
  let content: unknown;
  try {
    content = JSON.parse(withoutMark(text));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const hint = text.includes('\\') ? '; write paths with / (C:/Program Files/…) or \\\\' : '';
    throw new ConfigurationError(
      `${file} is no JSON (${why})${hint}: expected an array of account documents, as \`lockstep accounts export\` and \`mongoexport --jsonArray\` write it`,
      { cause: error },
    );
  }
  if (!Array.isArray(content)) {
    throw new ConfigurationError(
      `${file}: expected a JSON array of account documents: [ {"name": …}, … ]`,
    );
  }
  return content.map((document: unknown, index) => {
    if (typeof document !== 'object' || document === null || Array.isArray(document)) {
      throw new ConfigurationError(
        `${file}: entry ${String(index + 1)} is no account document: expected an object with name, type, path and enabled`,
      );
    }
    // An exported `_id` belongs to the database that it came from.
    const { _id, ...fields } = document as Record<string, unknown>;
    return fields;
  });
}
