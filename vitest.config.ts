import { defineConfig } from 'vitest/config';

// Two levels in one configuration: `unit` touches no engine and runs in parallel; `e2e` drives the engine that
// DOCKER_HOST names, one file at a time, since the files share that engine.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**', 'test/examples/**'] } },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/examples/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
