import { defineConfig } from 'vitest/config';

// Two levels in one configuration: `unit` touches no engine; `e2e` drives the engine that DOCKER_HOST names. Each of its
// tests has a project of its own and mostly waits for the engine, so that more files go at once than there are cores.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/examples/**'],
          // Modules keep nothing between tests, and to load them for each file anew takes longer than the tests.
          isolate: false,
          // For what hangs; a busy machine is no mistake.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/examples/**/*.test.ts'],
          globalSetup: 'test/e2e/global-setup.ts',
          maxWorkers: 4,
          // The kinds of tests come after each other: their numbers of workers differ.
          sequence: { groupOrder: 1 },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
