/**
 * Mutation tests (CONTRIBUTING.md): `npm run mutate` for the rules and the embedded ledger, and with
 * MONGO_URL in the environment for the MongoDB ledger alone.
 */
const RULES_AND_EMBEDDED_LEDGER = [
  'domain/plan*.ts',
  'domain/copy.ts',
  'domain/sizing.ts',
  'domain/slippage.ts',
  'db/ledger-rules.ts',
  'db/trade-*.ts',
  'db/mongo/mongo-values.ts',
  'db/sqlite/sqlite-copy-ledger.ts',
  'db/sqlite/trade-row.ts',
];

export default {
  mutate: process.env.MONGO_URL ? ['db/mongo/mongo-copy-ledger.ts'] : RULES_AND_EMBEDDED_LEDGER,
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A machine that is busy otherwise is no proof of an endless loop.
  timeoutMS: 60_000,
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  htmlReporter: { fileName: 'reports/mutation/mutation.html' },
  reporters: ['clear-text', 'html', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  tempDirName: 'reports/mutation/sandbox',
  // Stryker would rewrite it with TypeScript's JavaScript interface, which version 7 has not; no test reads it.
  tsconfigFile: 'none',
  ignorePatterns: [
    'bench',
    'demo',
    'dist',
    'docs',
    'launcher',
    'mql5',
    'nodes',
    'reports',
    'test/chaos',
  ],
  thresholds: { high: 95, low: 85, break: 85 },
};
