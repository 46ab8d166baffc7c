/** What a user of the database has to be allowed to do (db/mongo/mongo-schema.ts). */
import { MongoServerError, type Db } from 'mongodb';
import { expect, test } from 'vitest';
import { mongoError } from '../../../db/mongo/mongo-error.ts';
import { createSchema } from '../../../db/mongo/mongo-schema.ts';

/** A database that another program has made: nothing may be changed in its collections but indexes. */
function databaseOf(code: number): { readonly db: Db; readonly indexed: string[] } {
  const indexed: string[] = [];
  const db = {
    listCollections: () => ({ toArray: () => Promise.resolve([{ options: {} }]) }),
    command: () => Promise.reject(new MongoServerError({ message: 'not authorized', code })),
    collection: (name: string) => ({
      createIndex: () => Promise.resolve(indexed.push(name)),
      createIndexes: () => Promise.resolve(indexed.push(name)),
    }),
  };
  return { db: db as unknown as Db, indexed };
}

test('a user with the role readWrite works on the collections that the Python copier made', async () => {
  const { db, indexed } = databaseOf(13);
  await createSchema(db);
  expect(indexed).toEqual(['trades', 'events', 'accounts']);
});

test('any other failure of a validator is one', async () => {
  await expect(createSchema(databaseOf(8).db)).rejects.toThrow('not authorized');
});

test('a user who may not do something is not told that his password is wrong', () => {
  const error = new MongoServerError({ message: 'not authorized on x', code: 13 });
  expect(mongoError(error, 'mongodb://host')).toMatchObject({
    message:
      'MongoDB at mongodb://host does not allow this user what Lockstep needs (not authorized on x): give him the role readWrite on the database',
  });
});
