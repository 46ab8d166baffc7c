import { expect, test } from 'vitest';
import { missingIndexes } from '../../../db/mongo/mongo-inspect.ts';
import { checkDatabase } from '../../../launcher/doctor/database-checks.ts';

const MONGO = 'mongodb://localhost:27017';
const sound = { problem: null, durability: 'replica set', missing: [] } as const;

test('a MongoDB without our indexes is a failure that names them', () => {
  const missing = missingIndexes(new Map([['trades', ['_id_', 'lockstep_copy']]]));
  expect(missing).toEqual(['trades.lockstep_magic', 'events.lockstep_chain', 'accounts.name_1']);
  expect(checkDatabase(MONGO, { ...sound, missing })).toMatchObject([
    { level: 'ok' },
    { check: 'indexes', level: 'warning' },
    { check: 'indexes', level: 'failure', wayOut: expect.stringContaining('lockstep db init') },
  ]);
});

test('the index of the accounts’ names is missing as long as two have one name', () => {
  expect(checkDatabase(MONGO, { ...sound, missing: ['accounts.name_1'] })).toMatchObject([
    { level: 'ok' },
    {
      level: 'warning',
      wayOut: expect.stringContaining('once each account has a name of its own'),
    },
    { level: 'ok', text: 'those of the ledger are there' },
  ]);
});

test('a single server is a warning, one that does not answer a failure', () => {
  const [single] = checkDatabase(MONGO, { ...sound, durability: 'standalone' });
  expect(single).toMatchObject({ level: 'warning' });
  const [down] = checkDatabase(MONGO, { ...sound, problem: 'does not answer' });
  expect(down).toMatchObject({ level: 'failure', text: `${MONGO}: does not answer` });
  expect(checkDatabase(null, null)).toMatchObject([{ wayOut: expect.stringContaining('init') }]);
});
