import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { patience } from './test/helpers/patience.ts';

const NOT_OURS = '**/node_modules/**';
const UNIT = [
  '{protocol,sdk,sandbox,cashier,console,site}/test/**/*.test.ts',
  '{server,bench,console,contract}/src/**/*.test.ts',
];
const SERVER = [
  'server/test/**/*.test.ts',
  'demo/test/**/*.test.ts',
  'test/**/*.test.ts',
  'torture/test/**/*.test.ts',
];
/** Whatever opens a browser, wherever it lies. */
const BROWSER = globSync([...UNIT, ...SERVER], { exclude: [NOT_OURS] }).filter((file) =>
  readFileSync(file, 'utf8').includes('openBrowser()'),
);

/** For what hangs; a limit in a test itself says only that it takes longer than this. */
const LIMIT_MS = patience(120_000);

/** With one and a half, two cores are idle for an eighth of a run: tests wait for processes, channels and databases cut off. */
const WORKERS_PER_CORE = 2;
/** What one PostgreSQL and the memory of a laptop are enough for. */
const WORKERS_MAX = 6;

/** They start first, in this order: what is left of one at the end of a step runs alone. */
const LONGEST = [
  'faults/histories',
  'faults/database-cut',
  'fuzz/fuzz',
  'torture/test/torture',
  'installation/restore-drill',
  'test/package.test',
  'faults/rolling-restart',
  'console/matrix',
  'console/largest-values',
  'console/test/setup',
  'console/test/reconciliation',
  'console/test/personal-data-page',
  'console/test/keyboard',
  'console/test/changes-page',
  'console/test/lists',
  'console/test/orders',
  'console/test/filters',
  'console/test/directory',
  'console/test/every-page',
  'console/test/refunds',
  'site/test/running',
  'console/test/pages',
  'cashier/test/browsing',
  'installation/embedded-postgres',
  'installation/main-process',
  'faults/kill',
  'channels/toy-channel',
  'faults/rotation-killed',
  'faults/invoices',
  'installation/developers-server',
  'invoices/nuonuo.test',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = LONGEST.findIndex((name) => moduleId.includes(name));
      return index < 0 ? LONGEST.length : index;
    };
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}

const SETUP = ['programs/build-programs.ts', 'postgres/postgres-setup.ts'].map(
  (file) => `server/test/helpers/${file}`,
);

/**
 * Most of what tests run they run too seldom to be worth V8's slower compiler: with Maglev alone a file takes a tenth to a
 * quarter less of a processor.
 */
const V8_FLAGS = ['--no-turbofan'];

/** The steps of `npm test`: `unit` needs nothing, the others get a PostgreSQL and start real processes. */
const PROJECTS = [
  { name: 'unit', include: UNIT, exclude: [NOT_OURS, ...BROWSER] },
  { name: 'server', include: SERVER, exclude: [NOT_OURS, ...BROWSER], needsPostgres: true },
  { name: 'browser', include: BROWSER, needsPostgres: true },
];

// biome-ignore lint/style/noDefaultExport: Vitest reads the default export
export default defineConfig({
  test: {
    maxWorkers: Math.min(WORKERS_MAX, Math.ceil(availableParallelism() * WORKERS_PER_CORE)),
    sequence: { sequencer: LongestFirst },
    // for `npm run coverage`; what tests start as processes of their own is not counted
    coverage: {
      provider: 'v8',
      include: ['{protocol,server,sandbox,sdk,cashier,console,demo,bench}/src/**/*.{ts,tsx}'],
      exclude: ['**/*.test.ts'],
      reporter: ['text-summary', 'html'],
      reportOnFailure: true,
    },
    projects: PROJECTS.map(
      ({ needsPostgres = false, ...project }): TestProjectConfiguration => ({
        test: {
          ...project,
          // loading the server again for every file took a third of the suite; test files share no state of their own
          isolate: false,
          execArgv: V8_FLAGS,
          testTimeout: LIMIT_MS,
          hookTimeout: LIMIT_MS,
          expect: { poll: { timeout: patience(30_000) } },
          globalSetup: needsPostgres ? SETUP : [],
        },
      }),
    ),
  },
});
