import { defineConfig } from 'vitest/config';

const shared = { testTimeout: 30_000, hookTimeout: 60_000 };
/** No test leans on the one before it; `--sequence.seed` repeats an order that failed. */
const anyOrder = { sequence: { shuffle: { tests: true } } };
const withPostgres = { globalSetup: ['server/test/helpers/postgres-setup.ts'] };

/**
 * `unit` needs nothing; `server` and `console` get a PostgreSQL and start real processes. Files of `server` tell how
 * one gateway fares, test after test: they are run as they are written.
 */
// biome-ignore lint/style/noDefaultExport: Vitest reads the default export
export default defineConfig({
  test: {
    // most tests wait for a server or a browser; by default two cores get one worker
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          ...anyOrder,
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
          ...withPostgres,
          name: 'server',
          include: [
            'server/test/{api,faults,flows}/**/*.test.ts',
            'demo/test/**/*.test.ts',
            'test/**/*.test.ts',
          ],
        },
      },
      {
        test: {
          ...shared,
          ...withPostgres,
          ...anyOrder,
          name: 'console',
          include: ['server/test/console/**/*.test.ts'],
        },
      },
    ],
  },
});
