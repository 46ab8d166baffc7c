import { defineConfig } from 'vitest/config';

/**
 * What waits for sockets, servers and processes gets a second attempt, which the report names: a machine
 * that stands still for seconds is no fault of the code. Unit tests get none.
 */
const SECOND_ATTEMPT = { retry: 1 };

/** The suffix of a test file names the environment it needs (CONTRIBUTING.md, Tests). */
const NEEDS = ['process', 'zmq', 'mongo', 'e2e', 'chaos'] as const;

export default defineConfig({
  test: {
    // Most tests wait for sockets, disks and processes: more of them than cores at once.
    maxWorkers: 4,
    globalSetup: ['test/temporary-folder.setup.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: NEEDS.map((suffix) => `test/**/*.${suffix}.test.ts`),
          // For a machine that is busy otherwise.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'process',
          include: ['test/**/*.process.test.ts'],
          testTimeout: 30_000,
          ...SECOND_ATTEMPT,
        },
      },
      {
        test: {
          name: 'zmq',
          include: ['test/**/*.zmq.test.ts'],
          testTimeout: 60_000,
          ...SECOND_ATTEMPT,
        },
      },
      {
        test: {
          name: 'mongo',
          include: ['test/**/*.mongo.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          ...SECOND_ATTEMPT,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/**/*.e2e.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          ...SECOND_ATTEMPT,
          // Child processes inherit it: they run from source, like the test itself.
          execArgv: ['--import', 'tsx'],
        },
      },
    ],
  },
});
