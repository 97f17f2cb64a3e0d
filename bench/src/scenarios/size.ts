import { startServer } from '../product/server.ts';
import { PGBENCH_HINT } from '../references/pgbench.ts';
import { insertScript, insertVariables, selectScript } from '../references/pgbench-scripts.ts';
import { type Ratio, summarise } from '../rounds/findings.ts';
import { type Leg, runRounds } from '../rounds/rounds.ts';
import { roundOptions, type Scenario } from '../scenario.ts';
import { seedOrders } from '../seed/orders.ts';
import { orderCreateLeg, orderQueryLeg, pgbenchLeg, QUERY_CONNECTIONS } from './legs.ts';

const SMALL = 10_000;
const CONNECTIONS = 64;
const GOAL = { at: 0.7, better: 'higher' } as const;

export const size: Scenario = {
  about: 'order_create and order_query on a table with very many orders, beside a nearly empty one',
  async run(bench) {
    await using started = new AsyncDisposableStack();
    const { seconds, pgbench: program } = bench;
    const legs: Leg[] = [];
    for (const { name, count } of [
      { name: 'empty', count: SMALL },
      { name: 'full', count: bench.orders },
    ]) {
      const databaseUrl = await bench.postgres.createDatabase(`size_${name}`);
      const server = started.use(await startServer({ databaseUrl, role: 'api' }));
      const roots = { server: server.pid, postgres: bench.postgres.pid };
      const onProgress = (done: number) => bench.print(`${name}: ${done} of ${count} orders`);
      const orders = await seedOrders(databaseUrl, { count, status: 'closed', onProgress });
      legs.push(orderCreateLeg(bench, `create ${name}`, server, roots, CONNECTIONS));
      legs.push(orderQueryLeg(bench, `query ${name}`, server, roots, orders));
      if (program === undefined) continue;
      const reference = { program, databaseUrl, seconds };
      const range = { first: String(orders.first), last: String(orders.first + BigInt(count - 1)) };
      const insert = { ...reference, script: insertScript, clients: CONNECTIONS };
      const select = { ...reference, script: selectScript, clients: QUERY_CONNECTIONS };
      legs.push(pgbenchLeg(`pgbench insert ${name}`, roots, insert, insertVariables));
      legs.push(pgbenchLeg(`pgbench select ${name}`, roots, select, () => range));
    }
    const beforeRound = () => bench.postgres.checkpoint();
    const rounds = await runRounds(legs, { ...roundOptions(bench), beforeRound });
    const ratios: Ratio[] = [
      { of: 'create full', over: 'create empty', goal: GOAL },
      { of: 'query full', over: 'query empty', goal: GOAL },
      ...(program === undefined
        ? []
        : [
            { of: 'pgbench insert full', over: 'pgbench insert empty' },
            { of: 'pgbench select full', over: 'pgbench select empty' },
          ]),
    ];
    const notes = [`full: ${bench.orders} orders`, ...(program ? [] : [PGBENCH_HINT])];
    return summarise('size', legs, rounds, { ratios, notes });
  },
};
