import { defineConfig } from 'vitest/config';

const shared = { testTimeout: 30_000, hookTimeout: 60_000 };

/** `unit` needs nothing; `server` gets a PostgreSQL and starts real processes. */
// biome-ignore lint/style/noDefaultExport: Vitest reads the default export
export default defineConfig({
  test: {
    // most tests wait for a server or a browser; by default two cores get one worker, and three are too many
    // for the tests that hold a moment still
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: [
            '{protocol,sdk,sandbox,cashier}/test/**/*.test.ts',
            '{server,bench,console}/src/**/*.test.ts',
          ],
        },
      },
      {
        test: {
          ...shared,
          name: 'server',
          include: ['server/test/**/*.test.ts', 'demo/test/**/*.test.ts', 'test/**/*.test.ts'],
          globalSetup: ['server/test/helpers/postgres-setup.ts'],
        },
      },
    ],
  },
});
