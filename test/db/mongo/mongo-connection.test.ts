import { expect, test } from 'vitest';
import { MongoConnection } from '../../../db/mongo/mongo-connection.ts';

const OPTIONS = {
  databaseName: 'lockstep',
  serverSelectionTimeoutMs: 100,
  operationTimeoutMs: 100,
  watchIntervalMs: 100,
};

test.each([
  '',
  '?w=1&journal=false',
  '?w=0&wtimeoutMS=1',
  '?readPreference=secondaryPreferred',
  '?readPreference=secondary&readPreferenceTags=dc:ny&maxStalenessSeconds=120',
])('writes are durable and reads are new, whatever the address asks for: %s', (query) => {
  const connection = new MongoConnection(`mongodb://127.0.0.1:1/${query}`, OPTIONS);
  const { writeConcern, readPreference } = connection.collection('trades');
  expect(writeConcern).toMatchObject({ w: 'majority', journal: true, wtimeoutMS: 100 });
  expect(readPreference).toMatchObject({ mode: 'primary' });
});
