import { startServer } from '../product/server.ts';
import { summarise } from '../rounds/findings.ts';
import { runRounds } from '../rounds/rounds.ts';
import { roundOptions, type Scenario } from '../scenario.ts';
import { seedOrders } from '../seed/orders.ts';
import { orderCreateLeg, orderQueryLeg } from './legs.ts';

const SEEDED = 100_000;
const UNBATCHED = new URL('../product/unbatched.ts', import.meta.url).href;

export const batching: Scenario = {
  about: 'order_create and order_query with their batches, beside the same server without',
  async run(bench) {
    await using started = new AsyncDisposableStack();
    const databaseUrl = await bench.postgres.createDatabase('batching');
    const batched = started.use(await startServer({ databaseUrl, role: 'api' }));
    const single = started.use(await startServer({ databaseUrl, role: 'api', preload: UNBATCHED }));
    const orders = await seedOrders(databaseUrl, SEEDED);
    const rootsOf = (server: { pid: number }) => ({ server: server.pid, postgres: bench.postgres.pid });

    const legs = [
      orderCreateLeg(bench, 'create@1 batched', batched, rootsOf(batched), 1),
      orderCreateLeg(bench, 'create@1 single', single, rootsOf(single), 1),
      orderCreateLeg(bench, 'create@16 batched', batched, rootsOf(batched), 16),
      orderCreateLeg(bench, 'create@16 single', single, rootsOf(single), 16),
      orderCreateLeg(bench, 'create@64 batched', batched, rootsOf(batched), 64),
      orderCreateLeg(bench, 'create@64 single', single, rootsOf(single), 64),
      orderQueryLeg(bench, 'query@64 batched', batched, rootsOf(batched), orders),
      orderQueryLeg(bench, 'query@64 single', single, rootsOf(single), orders),
    ];
    const pairs = ['create@1', 'create@16', 'create@64', 'query@64'].map((name) => ({
      of: `${name} batched`,
      over: `${name} single`,
    }));
    const rounds = await runRounds(legs, {
      ...roundOptions(bench),
      beforeRound: () => bench.postgres.checkpoint(),
    });
    const ratios = [
      ...pairs,
      ...pairs.map((pair) => ({
        ...pair,
        cpuOf: 'postgres',
        ...(pair.of === 'create@64 batched' ? { goal: { at: 0.3, better: 'lower' as const } } : {}),
      })),
    ];
    return summarise('batching', legs, rounds, { ratios });
  },
};
