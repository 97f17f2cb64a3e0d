import { partnerRequest } from '../load/requests.ts';
import { startServer } from '../product/server.ts';
import { PGBENCH_HINT } from '../references/pgbench.ts';
import { insertScript, insertVariables } from '../references/pgbench-scripts.ts';
import { startBareHttp } from '../references/start-child.ts';
import { type Ratio, summarise } from '../rounds/findings.ts';
import { type Leg, runRounds } from '../rounds/rounds.ts';
import { roundOptions, type Scenario } from '../scenario.ts';
import { httpLeg, KEYS, ORDER_TERMS, orderCreateLeg, pgbenchLeg, supply } from './legs.ts';

const CONNECTIONS = [1, 16, 64] as const;
/** With one client nobody shares a commit; with many, the best of ours is compared with pgbench's. */
const GOALS = { alone: { at: 0.5, better: 'higher' }, best: { at: 1.5, better: 'higher' } } as const;

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
    const ofAll: string[] = [];
    const references: string[] = [];
    for (const connections of CONNECTIONS) {
      const ours = `order_create@${connections}`;
      ofAll.push(ours);
      legs.push(orderCreateLeg(bench, ours, server, roots, connections));
      if (bench.pgbench !== undefined) {
        const name = `pgbench insert@${connections}`;
        const { seconds, pgbench: program } = bench;
        const reference = { program, databaseUrl, script: insertScript, clients: connections, seconds };
        legs.push(pgbenchLeg(name, roots, reference, insertVariables));
        references.push(name);
        ratios.push({ of: ours, over: name, ...(connections === 1 ? { goal: GOALS.alone } : {}) });
      }
      const http = `bare http@${connections}`;
      const one = partnerRequest(KEYS, 'order_create', { ...ORDER_TERMS, out_trade_no: '1'.repeat(26) });
      const load = { port: bare.port, connections, seconds: bench.seconds };
      legs.push(httpLeg(http, roots, load, () => Array(supply(bench, connections)).fill(one)));
      ratios.push({ of: ours, over: http });
    }
    if (references.length > 0) ratios.unshift({ of: ofAll, over: references, goal: GOALS.best });
    const beforeRound = () => bench.postgres.checkpoint();
    const rounds = await runRounds(legs, { ...roundOptions(bench), beforeRound });
    return summarise('order_create', legs, rounds, { ratios, notes: bench.pgbench ? [] : [PGBENCH_HINT] });
  },
};
