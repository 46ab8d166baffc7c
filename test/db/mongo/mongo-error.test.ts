import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { openStores } from '../../../db/open-stores.ts';
import { shownAddress } from '../../../db/mongo/mongo-error.ts';
import { ConfigurationError, StoreUnavailableError } from '../../../domain/errors.ts';

/** Everything that a log could show of an error. */
function everything(error: unknown): string {
  return `${inspect(error, { depth: Infinity, showHidden: true })}${JSON.stringify(error)}`;
}

async function failureOf(url: string): Promise<unknown> {
  try {
    const stores = await openStores({ url, serverSelectionTimeoutMs: 100 });
    try {
      await stores.accounts.list();
    } finally {
      await stores.close();
    }
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

test('a server that is down is one clear line, without user and password', async () => {
  const error = await failureOf(
    'mongodb://planted-user:pl%40nted-word@127.0.0.1:1/?authSource=admin',
  );
  expect(error).toBeInstanceOf(StoreUnavailableError);
  expect(error).toMatchObject({
    message:
      'MongoDB at mongodb://127.0.0.1:1/ does not answer (connect ECONNREFUSED 127.0.0.1:1): start it, or correct the database address',
  });
  expect(everything(error)).not.toMatch(/planted-user|nted-word/);
});

test.each([
  'mongodb://',
  'mongodb://planted-user:pl@nted-word@127.0.0.1:1',
  'mongodb://planted-user:planted-word@127.0.0.1:1/?planted-word=1',
  'mongodb://planted-user:planted/word@127.0.0.1',
])('a wrong address is refused without being quoted: %s', async (url) => {
  const error = await failureOf(url);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(everything(error)).not.toMatch(/planted|nted-word/);
});

test('an address is shown without user, password and options', () => {
  expect(shownAddress('mongodb+srv://a:b@c@host.example/db?x=secret')).toBe(
    'mongodb+srv://host.example/db',
  );
  expect(shownAddress('mongodb://localhost:27017')).toBe('mongodb://localhost:27017');
});
