import { partnerRequest } from '../load/requests.ts';
import { startServer } from '../product/server.ts';
import { PGBENCH_HINT } from '../references/pgbench.ts';
import { insertScript, insertVariables } from '../references/pgbench-scripts.ts';
import { startBareHttp } from '../references/start-child.ts';
import { type Ratio, summarise } from '../rounds/findings.ts';
import { type Leg, runRounds } from '../rounds/rounds.ts';
import { roundOptions, type Scenario } from '../scenario.ts';
import { httpLeg, KEYS, ORDER_TERMS, orderCreateLeg, pgbenchLeg, supply } from './legs.ts';

const GOALS = [
  { connections: 1, at: 0.55 },
  { connections: 16, at: 0.55 },
  { connections: 64, at: 1 },
] as const;

export const orderCreate: Scenario = {
  about: 'order_create at 1, 16 and 64 connections, beside single-row inserts by pgbench and bare HTTP',
  async run(bench) {
    await using started = new AsyncDisposableStack();
    const databaseUrl = await bench.postgres.createDatabase('order_create');
    const server = started.use(await startServer({ databaseUrl, role: 'api' }));
    const bare = started.use(await startBareHttp());
    const roots = { server: server.pid, postgres: bench.postgres.pid, bare: bare.pid };

    const legs: Leg[] = [];
    const ratios: Ratio[] = [];
    const references: string[] = [];
    for (const { connections, at } of GOALS) {
      const ours = `order_create@${connections}`;
      legs.push(orderCreateLeg(bench, ours, server, roots, connections));
      if (bench.pgbench !== undefined) {
        const name = `pgbench insert@${connections}`;
        const { seconds, pgbench: program } = bench;
        const reference = { program, databaseUrl, script: insertScript, clients: connections, seconds };
        legs.push(pgbenchLeg(name, roots, reference, insertVariables));
        references.push(name);
        ratios.push({ of: ours, over: name, goal: { at, better: 'higher' } });
      }
      const http = `bare http@${connections}`;
      const one = partnerRequest(KEYS, 'order_create', { ...ORDER_TERMS, out_trade_no: '1'.repeat(26) });
      const load = { port: bare.port, connections, seconds: bench.seconds };
      legs.push(httpLeg(http, roots, load, () => Array(supply(bench, connections)).fill(one)));
      ratios.push({ of: ours, over: http });
    }
    if (references.length > 0) {
      const each = GOALS.map(({ connections }) => `order_create@${connections}`);
      ratios.push(...each.map((of) => ({ of, over: references })));
    }
    const beforeRound = () => bench.postgres.checkpoint();
    const rounds = await runRounds(legs, { ...roundOptions(bench), beforeRound });
    return summarise('order_create', legs, rounds, { ratios, notes: bench.pgbench ? [] : [PGBENCH_HINT] });
  },
};
