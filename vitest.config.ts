import { globSync, readFileSync } from 'node:fs';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { patience } from './test/helpers/patience.ts';

const NOT_OURS = '**/node_modules/**';
const UNIT = [
  '{protocol,sdk,sandbox,cashier}/test/**/*.test.ts',
  '{server,bench,console,contract}/src/**/*.test.ts',
];
const SERVER = ['server/test/**/*.test.ts', 'demo/test/**/*.test.ts', 'test/**/*.test.ts'];
/** Whatever opens a browser, wherever it lies. */
const BROWSER = globSync([...UNIT, ...SERVER], { exclude: [NOT_OURS] }).filter((file) =>
  readFileSync(file, 'utf8').includes('openBrowser()'),
);

/** For what hangs; a limit in a test itself says only that it takes longer than this. */
const LIMIT_MS = patience(120_000);

/** They start first: whatever of them is left at the end of a step runs alone. */
const LONGEST = [
  'faults/histories',
  'faults/database-cut',
  'faults/kill',
  'faults/invoices',
  'console/every-page',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.some((name) => moduleId.includes(name));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** The steps of `npm test`: `unit` needs nothing, the others get a PostgreSQL and start real processes. */
const PROJECTS = [
  { name: 'unit', include: UNIT, exclude: [NOT_OURS, ...BROWSER] },
  { name: 'server', include: SERVER, exclude: [NOT_OURS, ...BROWSER], needsPostgres: true },
  { name: 'browser', include: BROWSER, needsPostgres: true },
];

// biome-ignore lint/style/noDefaultExport: Vitest reads the default export
export default defineConfig({
  test: {
    // most tests wait for a server or a browser; by default two cores get one worker
    maxWorkers: 2,
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
          testTimeout: LIMIT_MS,
          hookTimeout: LIMIT_MS,
          expect: { poll: { timeout: patience(30_000) } },
          globalSetup: needsPostgres ? ['server/test/helpers/postgres/postgres-setup.ts'] : [],
        },
      }),
    ),
  },
});
