import { partnerRequest } from '../load/requests.ts';
import { startServer } from '../product/server.ts';
import { PGBENCH_HINT } from '../references/pgbench.ts';
import { selectScript } from '../references/pgbench-scripts.ts';
import { startBareHttp } from '../references/start-child.ts';
import { type Ratio, summarise } from '../rounds/findings.ts';
import { type Leg, runRounds } from '../rounds/rounds.ts';
import { roundOptions, type Scenario } from '../scenario.ts';
import { seedOrders } from '../seed/orders.ts';
import { httpLeg, KEYS, orderQueryLeg, pgbenchLeg, QUERY_CONNECTIONS, supply } from './legs.ts';

const SEEDED = 100_000;

export const orderQuery: Scenario = {
  about: 'order_query at 64 connections, beside the same select by pgbench and bare HTTP',
  async run(bench) {
    await using started = new AsyncDisposableStack();
    const databaseUrl = await bench.postgres.createDatabase('order_query');
    const server = started.use(await startServer({ databaseUrl, role: 'api' }));
    const bare = started.use(await startBareHttp());
    const orders = await seedOrders(databaseUrl, SEEDED);
    const roots = { server: server.pid, postgres: bench.postgres.pid, bare: bare.pid };

    const ours = `order_query@${QUERY_CONNECTIONS}`;
    const http = `bare http@${QUERY_CONNECTIONS}`;
    const select = `pgbench select@${QUERY_CONNECTIONS}`;
    const { seconds, pgbench: program } = bench;
    const load = { port: bare.port, connections: QUERY_CONNECTIONS, seconds };
    const one = partnerRequest(KEYS, 'order_query', { out_trade_no: String(orders.first) });
    const legs: Leg[] = [
      orderQueryLeg(bench, ours, server, roots, orders),
      httpLeg(http, roots, load, () => Array(supply(bench, QUERY_CONNECTIONS)).fill(one)),
    ];
    const ratios: Ratio[] = [{ of: ours, over: http }];
    if (program !== undefined) {
      const reference = { program, databaseUrl, script: selectScript, clients: QUERY_CONNECTIONS, seconds };
      const last = orders.first + BigInt(orders.count - 1);
      const variables = () => ({ first: String(orders.first), last: String(last) });
      legs.push(pgbenchLeg(select, roots, reference, variables));
      ratios.unshift({ of: ours, over: select, goal: { at: 0.4, better: 'higher' } });
    }
    const rounds = await runRounds(legs, roundOptions(bench));
    return summarise('order_query', legs, rounds, { ratios, notes: program ? [] : [PGBENCH_HINT] });
  },
};
