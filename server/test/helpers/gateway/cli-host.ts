/** Runs commands of `npm run cli` one after the other; see `hosted-cli.ts`. */
import { waitFor } from '../wait-for.ts';
import type { CliRun } from './cli.ts';

/** What is typed behind `npm run cli --`, and the whole environment. */
export interface CliJob {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const CLI = new URL('../../../src/cli.ts', import.meta.url);
let runs = 0;

async function run({ args, env }: CliJob): Promise<CliRun> {
  const environment = process.env;
  for (const name of Object.keys(environment)) delete environment[name];
  Object.assign(environment, env);
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...args);
  process.exitCode = 0;
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = (text: string | Uint8Array) => {
      printed[name] += text;
      return true;
    };
  }
  const active = process.getActiveResourcesInfo().length;
  runs += 1;
  await import(`${CLI.href}?run=${runs}`);
  // the process of a command would end now
  await waitFor(() => process.getActiveResourcesInfo().length <= active, {
    what: `${args.join(' ')} to leave nothing open`,
  });
  return { status: Number(process.exitCode), ...printed };
}

process.on('message', async (job: CliJob) => {
  const answer = await run(job).catch((error: unknown) => ({
    status: -1,
    stdout: '',
    stderr: String(error),
  }));
  process.send?.(answer);
});
process.on('disconnect', () => process.exit());
