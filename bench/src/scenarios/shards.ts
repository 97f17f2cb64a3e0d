import { insertApp } from '@zhixiao/server/apps/app-store';
import { openVault } from '@zhixiao/server/lib/vault';
import { type LoadOptions, runLoad } from '../load/http-load.ts';
import { orderNumbers, partnerRequest, saysDone } from '../load/requests.ts';
import { metered, type Roots } from '../machine/meter.ts';
import { startPostgres } from '../product/postgres.ts';
import { type BenchServer, MASTER_KEY, startServer } from '../product/server.ts';
import { type Ratio, summarise } from '../rounds/findings.ts';
import { type Leg, runRounds } from '../rounds/rounds.ts';
import { type Bench, roundOptions, type Scenario } from '../scenario.ts';
import { withDatabase } from '../seed/database.ts';
import { KEYS, ORDER_TERMS, supply } from './legs.ts';

const CONNECTIONS = [16, 64] as const;
/** The app of each shard: through the router, a name is of one of them. */
const appOf = (shard: number) => ({ ...KEYS, appId: `of-shard-${shard}` });

export const shards: Scenario = {
  about: 'order_create at 16 and 64 connections on one database, on two, and on two through a router',
  async run(bench) {
    await using started = new AsyncDisposableStack();
    const databases = [bench.postgres, started.use(await startPostgres())];
    const servers: BenchServer[] = [];
    for (const [shard, postgres] of databases.entries()) {
      const databaseUrl = await postgres.createDatabase('shards');
      const env = { SHARD: String(shard), TRUSTED_PROXIES: '1' };
      servers.push(started.use(await startServer({ databaseUrl, role: 'api', env })));
      const app = { ...appOf(shard), schoolId: '10086', name: `of shard ${shard}` };
      await withDatabase(databaseUrl, (db) => insertApp(db, openVault(MASTER_KEY), app, new Date()));
    }
    const SHARD_URLS = servers.map(({ port }) => `http://127.0.0.1:${port}`).join();
    const router = started.use(await startServer({ role: 'router', env: { SHARD_URLS } }));
    const roots: Roots = Object.fromEntries([
      ...servers.map(({ pid }, shard) => [`server ${shard}`, pid]),
      ...databases.map(({ pid }, shard) => [`postgres ${shard}`, pid]),
      ['router', router.pid],
    ]);
    const [first] = servers;
    if (!first) throw new Error('there are two servers');

    const legs: Leg[] = [];
    const ratios: Ratio[] = [];
    for (const connections of CONNECTIONS) {
      const [one, two, routed] = ['one', 'two', 'router'].map((name) => `${name}@${connections}`) as [
        string,
        string,
        string,
      ];
      const half = connections / servers.length;
      legs.push(
        ordersLeg(bench, one, roots, [{ port: first.port, connections, shards: [0] }]),
        ordersLeg(
          bench,
          two,
          roots,
          servers.map(({ port }, shard) => ({ port, connections: half, shards: [shard] })),
        ),
        ordersLeg(bench, routed, roots, [{ port: router.port, connections, shards: [0, 1] }]),
      );
      ratios.push({ of: two, over: one }, { of: routed, over: two }, { of: routed, over: one });
    }
    const beforeRound = () => Promise.all(databases.map((postgres) => postgres.checkpoint()));
    const rounds = await runRounds(legs, { ...roundOptions(bench), beforeRound });
    return summarise('shards', legs, rounds, { ratios });
  },
};

/** Connections to one address, and the shards whose apps want orders there in turn. */
interface Callers {
  readonly port: number;
  readonly connections: number;
  readonly shards: readonly number[];
}

/** New orders at one address or several at once. */
function ordersLeg(bench: Bench, name: string, roots: Roots, callers: readonly Callers[]): Leg {
  return {
    name,
    async run() {
      const loads = callers.map(
        ({ port, connections, shards: of }): LoadOptions => ({
          port,
          connections,
          seconds: bench.seconds,
          isGood: saysDone,
          requests: orderNumbers(supply(bench, connections)).map((out_trade_no, n) =>
            partnerRequest(appOf(of[n % of.length] ?? 0), 'order_create', { ...ORDER_TERMS, out_trade_no }),
          ),
        }),
      );
      const [results, usage] = await metered(roots, () => Promise.all(loads.map(runLoad)));
      const [alone] = results.length === 1 ? results : [];
      return {
        operations: results.reduce((sum, { answered }) => sum + answered, 0),
        rate: results.reduce((sum, { answered, seconds }) => sum + answered / seconds, 0),
        usage,
        ...(alone ? { latency: alone.latency } : {}),
      };
    },
  };
}
