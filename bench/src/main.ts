import { readOptions, USAGE } from './options.ts';
import { startPostgres } from './product/postgres.ts';
import { findPgbench } from './references/pgbench.ts';
import { formatResult, writeResults } from './report.ts';
import type { ScenarioResult } from './rounds/findings.ts';
import type { Scenario } from './scenario.ts';
import { backlog } from './scenarios/backlog.ts';
import { batching } from './scenarios/batching.ts';
import { callback } from './scenarios/callback.ts';
import { consoleLists } from './scenarios/console-lists.ts';
import { dispatch } from './scenarios/dispatch.ts';
import { fairness, silentNames } from './scenarios/fairness.ts';
import { footprint } from './scenarios/footprint.ts';
import { latency } from './scenarios/latency.ts';
import { openingDay } from './scenarios/opening-day.ts';
import { orderCreate } from './scenarios/order-create.ts';
import { orderQuery } from './scenarios/order-query.ts';
import { overload } from './scenarios/overload.ts';
import { payments } from './scenarios/payments.ts';
import { shards } from './scenarios/shards.ts';
import { size } from './scenarios/size.ts';

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  order_create: orderCreate,
  order_query: orderQuery,
  batching,
  callback,
  payments,
  dispatch,
  backlog,
  fairness,
  silent_names: silentNames,
  latency,
  footprint,
  size,
  shards,
  console_lists: consoleLists,
  overload,
  opening_day: openingDay,
};

const print = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    print(
      USAGE +
        Object.entries(SCENARIOS)
          .map(([name, { about }]) => `\n  ${name.padEnd(14)} ${about}`)
          .join(''),
    );
    return 0;
  }
  const names = options.scenarios.length > 0 ? options.scenarios : Object.keys(SCENARIOS);
  const unknown = names.find((name) => !Object.hasOwn(SCENARIOS, name));
  if (unknown !== undefined) throw new Error(`there is no scenario "${unknown}"; see --help`);

  const stopped = stopSignal();
  await using postgres = await startPostgres();
  const results: ScenarioResult[] = [];
  const failed: string[] = [];
  for (const name of names) {
    const scenario = SCENARIOS[name];
    if (!scenario) continue;
    print(`\n${name}: ${scenario.about}`);
    try {
      const run = scenario.run({ ...options, postgres, pgbench: findPgbench(), print });
      const result = await Promise.race([run, stopped]);
      results.push(result);
      print(`\n${formatResult(result)}`);
    } catch (error) {
      if (error instanceof Stopped) throw error;
      failed.push(name);
      print(`${name} failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  print(`written to ${await writeResults(results, options)}`);
  if (failed.length > 0) print(`failed: ${failed.join(', ')}`);
  return failed.length > 0 ? 1 : 0;
}

class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Rejects with the first signal that asks the run to stop; what was started is ended all the same. */
function stopSignal(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => reject(new Stopped(signal)));
  }
  promise.catch(() => undefined);
  return promise;
}

process.exit(
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }),
);
