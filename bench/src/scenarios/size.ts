import { startServer } from '../product/server.ts';
import { PGBENCH_HINT } from '../references/pgbench.ts';
import { insertScript, insertVariables, selectOfYearsScript } from '../references/pgbench-scripts.ts';
import { type Ratio, summarise } from '../rounds/findings.ts';
import { type Leg, runRounds } from '../rounds/rounds.ts';
import { type Bench, roundOptions, type Scenario } from '../scenario.ts';
import { saveAccount } from '../seed/wechat.ts';
import { FEW_ORDERS, seedYears } from '../seed/years.ts';
import { callbackLeg } from './callback.ts';
import { KEYS, orderCreateLeg, orderQueryLeg, pgbenchLeg, QUERY_CONNECTIONS } from './legs.ts';

const CONNECTIONS = 64;
const GOAL = { at: 0.8, better: 'higher' } as const;

export const size: Scenario = {
  about:
    'order_create, order_query and callbacks after two years of very many orders, beside the same after few',
  async run(bench) {
    await using started = new AsyncDisposableStack();
    const empty = await legsOn('empty', FEW_ORDERS, bench, started);
    // what cannot run says so before ten minutes of seeding
    for (const leg of empty) await leg.run();
    const full = await legsOn('full', bench.orders, bench, started);
    // next to each other, and in turns forwards and backwards: neither comes warm to what the other has just used
    const legs = empty.flatMap((leg, n) => [leg, full[n] ?? []].flat());
    const beforeRound = () => bench.postgres.checkpoint();
    const rounds = await runRounds(legs, { ...roundOptions(bench), beforeRound });
    const ratios: Ratio[] = ['create', 'query', 'callback'].map((what) => ({
      of: `${what} full`,
      over: `${what} empty`,
      goal: GOAL,
    }));
    if (bench.pgbench !== undefined) {
      ratios.push({ of: 'pgbench insert full', over: 'pgbench insert empty' });
      ratios.push({ of: 'pgbench select full', over: 'pgbench select empty' });
    }
    const notes = [`full: ${bench.orders} orders`, `empty: ${FEW_ORDERS} orders`];
    return summarise('size', legs, rounds, {
      ratios,
      notes: bench.pgbench ? notes : [...notes, PGBENCH_HINT],
    });
  },
};

/** The same legs on a database and a server of their own. */
async function legsOn(
  name: 'empty' | 'full',
  count: number,
  bench: Bench,
  started: AsyncDisposableStack,
): Promise<Leg[]> {
  const { seconds, pgbench: program, print } = bench;
  const databaseUrl = await bench.postgres.createDatabase(`size_${name}`);
  const server = started.use(await startServer({ databaseUrl, role: 'api' }));
  const roots = { server: server.pid, postgres: bench.postgres.pid };
  const onProgress = (line: string) => print(`${name}: ${line}`);
  const years = await seedYears(databaseUrl, { count, apps: [KEYS.appId], onProgress });
  await saveAccount(databaseUrl);
  const legs = [
    orderCreateLeg(bench, `create ${name}`, server, roots, CONNECTIONS),
    orderQueryLeg(bench, `query ${name}`, server, roots, years),
    callbackLeg(bench, `callback ${name}`, server, roots, { databaseUrl, connections: CONNECTIONS }),
  ];
  if (program === undefined) return legs;
  const reference = { program, databaseUrl, seconds };
  const insert = { ...reference, script: insertScript, clients: CONNECTIONS };
  const select = { ...reference, script: selectOfYearsScript, clients: QUERY_CONNECTIONS };
  const variables = { count, start_ms: years.startMs, step_ms: years.stepMs };
  legs.push(pgbenchLeg(`pgbench insert ${name}`, roots, insert, insertVariables));
  legs.push(pgbenchLeg(`pgbench select ${name}`, roots, select, () => variables));
  return legs;
}
