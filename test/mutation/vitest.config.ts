/** The tests that mutants are judged by: `npm run mutate` (stryker.config.mjs, CONTRIBUTING.md). */
import path from 'node:path';
import { defineConfig } from 'vitest/config';

const isServerGiven = (process.env['MONGO_URL'] ?? '') !== '';

/** Without the random histories: each would be lived through once per mutant. */
const SLOW = ['test/domain/plan.model.test.ts'];

const RULES_AND_EMBEDDED_LEDGER = [
  'test/domain/**/*.test.ts',
  'test/db/trade-*.test.ts',
  'test/db/mongo/mongo-values.test.ts',
  'test/db/sqlite/sqlite-copy-ledger.test.ts',
  'test/db/sqlite/sqlite-trade-reader.test.ts',
];

const MONGO_LEDGER = [
  'test/db/mongo/mongo-documents.mongo.test.ts',
  'test/db/mongo/mongo-stores.mongo.test.ts',
];

export default defineConfig({
  test: {
    root: path.resolve(import.meta.dirname, '..', '..'),
    include: isServerGiven ? MONGO_LEDGER : RULES_AND_EMBEDDED_LEDGER,
    exclude: SLOW,
    globalSetup: ['test/temporary-folder.setup.ts'],
    setupFiles: ['test/mutation/same-numbers.setup.ts'],
    // Each mutant has its process; in it the sources are loaded once, not once per test file.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
