import { defineConfig } from 'vitest/config';

const shared = { testTimeout: 30_000, hookTimeout: 60_000 };

/** `unit` needs nothing; `server` gets a PostgreSQL and starts real processes. */
// biome-ignore lint/style/noDefaultExport: Vitest reads the default export
export default defineConfig({
  test: {
    // most tests wait for a server or a browser: three workers keep two cores busy
    maxWorkers: 3,
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
