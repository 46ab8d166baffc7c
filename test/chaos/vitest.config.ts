/** The named faults of the contract on real processes: `npm run chaos -- --only F22`. Not part of `npm test`. */
import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'chaos',
    root: path.resolve(import.meta.dirname, '..', '..'),
    include: ['test/chaos/**/*.chaos.test.ts'],
    globalSetup: ['test/temporary-folder.setup.ts', 'test/chaos/programs.setup.ts'],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    // Each file has a stage of eight processes.
    fileParallelism: false,
  },
});
