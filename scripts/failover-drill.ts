import { randomBytes } from 'node:crypto';
import { argv } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openDatabase } from '../server/src/db/database.ts';
import { migrate } from '../server/src/db/migrate.ts';
import { startPartnerEndpoint } from '../server/test/helpers/partner/partner-endpoint.ts';
import { findWrongs, type Sources } from './failover-drill/check.ts';
import { type Cluster, startCluster } from './failover-drill/cluster.ts';
import { FAILOVERS, type Failover, failOver } from './failover-drill/fail-over.ts';
import { type Load, startLoad } from './failover-drill/load.ts';
import { missingPrograms, patroniTooOld } from './failover-drill/programs.ts';
import { startServers } from './failover-drill/servers.ts';
import {
  MAX_LAG_MS,
  type StandbyReads,
  type StandbyRoles,
  startStandbyReads,
} from './failover-drill/standby-reads.ts';

/**
 * `npm run failover-drill -- --failovers 20`: the set-up of docs/operating/high-availability.md on loopback, with Debian's
 * `patroni` (3.1 or newer), `etcd-server` and PostgreSQL 15. The primary is lost again and again while orders, payments and
 * refunds flow; then what partners, channels and the database say is compared. Fails when anything acknowledged was lost or
 * doubled, an answer was not in the envelope, a process ended, or writes were away for more than 30 s. With `--standby` operators
 * read lists all the time, from the standby where that can be, and it fails too when a list lacks what was acknowledged long ago, or
 * the standby is not read from again.
 */
const USAGE =
  'usage: npm run failover-drill -- [--failovers 20] [--kinds kill,freeze,crash,switchover] [--standby]';
/** From the loss of the primary to an order that was asked for afterwards. */
const WRITES_BACK_LIMIT_MS = 30_000;
/** Background work looks for a refund or payment without an answer after up to some minutes. */
const REST_LIMIT_MS = 600_000;
const REST_POLL_MS = 5_000;

const print = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const { values } = parseArgs({
    args: argv.slice(2),
    options: {
      failovers: { type: 'string', default: '20' },
      kinds: { type: 'string' },
      standby: { type: 'boolean', default: false },
    },
  });
  const count = Number(values.failovers);
  const kinds = values.kinds?.split(',') ?? FAILOVERS;
  const unknown = kinds.find((kind) => !FAILOVERS.some((known) => known === kind));
  if (!Number.isInteger(count) || count < 1 || unknown !== undefined) throw new Error(USAGE);
  const missing = missingPrograms();
  if (missing.length > 0)
    throw new Error(
      `not installed: ${missing.join(', ')} (apt-get install patroni etcd-server postgresql-15)`,
    );
  const tooOld = patroniTooOld();
  if (tooOld !== undefined)
    throw new Error(
      `${tooOld} loses orders (docs/operating/high-availability.md): 3.1 is the oldest that does not`,
    );

  await using stack = new AsyncDisposableStack();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stack.disposeAsync().finally(() => process.exit(1)));
  const cluster = stack.use(await startCluster());
  await cluster.whole();
  const { ownerUrl, serverUrl, standby } = await createDatabase(cluster);
  await migrate(ownerUrl, { serverRole: 'zhixiao_app' });
  const servers = stack.use(
    await startServers(
      serverUrl,
      cluster.folder,
      values.standby ? { urls: standby.withStatistics, maxLagMs: MAX_LAG_MS } : undefined,
    ),
  );
  const endpoint = stack.use(await startPartnerEndpoint());
  const load = startLoad(servers, endpoint);
  await using reads = values.standby
    ? await startStandbyReads(servers, serverUrl, standby, load.history)
    : undefined;
  const failovers: Failover[] = [];
  const stuck: string[] = [];
  try {
    for (let number = 1; number <= count; number += 1) {
      const kind = FAILOVERS.find((one) => one === kinds[(number - 1) % kinds.length]) ?? 'kill';
      const failover = await failOver(cluster, load.history, kind);
      failovers.push(failover);
      print(lineOf(number, failover));
      if (reads) stuck.push(...(await readAgain(reads, 'withStatistics', failover)));
    }
  } catch (error) {
    // what was lost until then is compared all the same
    stuck.push(String(error));
  } finally {
    await load.stop();
  }
  const last = failovers.at(-1);
  if (reads && last) stuck.push(...(await readAgain(reads, 'server', last)));
  const db = openDatabase({ url: ownerUrl, poolSize: 2 });
  stack.defer(() => db.close());
  const sources = { db, sandboxUrl: servers.sandboxUrl, endpoint, history: load.history };
  const wrongs = await wrongsAtRest(load, sources);
  const late = failovers.filter(({ writesBackMs }) => writesBackMs > WRITES_BACK_LIMIT_MS);
  const faults = [
    ...stuck,
    ...wrongs,
    ...servers.ended.map((one) => `${one} ended`),
    ...late.map(({ kind, writesBackMs }) => `${kind}: writes were away for ${seconds(writesBackMs)}`),
  ];
  print(summary(load, failovers, endpoint.received.length));
  if (reads) print(`lists: ${reads.counts.pages} pages, ${reads.counts.away} answered 503`);
  for (const fault of faults.slice(0, 50)) print(`WRONG: ${fault}`);
  print(faults.length === 0 ? 'nothing lost, nothing doubled' : `${faults.length} wrong`);
  return faults.length === 0 ? 0 : 1;
}

/** The two roles of docs/operating.md; both machines in one address. */
async function createDatabase(
  cluster: Cluster,
): Promise<{ ownerUrl: string; serverUrl: string; standby: StandbyRoles }> {
  const primary = await cluster.whole();
  const hosts = cluster.machines.map(({ port }) => `127.0.0.1:${port}`).join(',');
  const [owner, app, other] = [0, 1, 2].map(() => randomBytes(12).toString('hex'));
  const admin = new pg.Client({
    host: '127.0.0.1',
    port: primary.port,
    user: 'postgres',
    password: cluster.superuserPassword,
    database: 'postgres',
  });
  await admin.connect();
  await admin.query(`create role zhixiao_owner login password '${owner}'`);
  await admin.query(`create role zhixiao_app login password '${app}'`);
  await admin.query(
    `create role zhixiao_other login password '${other}' in role pg_read_all_stats, pg_read_all_data`,
  );
  await admin.query('create database zhixiao owner zhixiao_owner');
  await admin.end();
  const urlOf = (role: string, password = '') =>
    `postgres://${role}:${password}@${hosts}/zhixiao?target_session_attrs=read-write`;
  const eachOf = (role: string, password = '') =>
    cluster.machines.map(({ port }) => `postgres://${role}:${password}@127.0.0.1:${port}/zhixiao`);
  return {
    ownerUrl: urlOf('zhixiao_owner', owner),
    serverUrl: urlOf('zhixiao_app', app),
    standby: { server: eachOf('zhixiao_app', app), withStatistics: eachOf('zhixiao_other', other) },
  };
}

/** Repeats what was not answered until nothing is wrong any more, or until what is left does not change by waiting. */
async function wrongsAtRest(load: Load, sources: Sources): Promise<string[]> {
  const deadline = performance.now() + REST_LIMIT_MS;
  let open = -1;
  for (;;) {
    await load.repeatUnanswered();
    const wrongs = await findWrongs(sources);
    if (wrongs.length !== open)
      print(`at rest: ${wrongs.length} open${wrongs[0] ? `, such as ${wrongs[0]}` : ''}`);
    open = wrongs.length;
    if (wrongs.length === 0 || performance.now() > deadline) return wrongs;
    await delay(REST_POLL_MS);
  }
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

function lineOf(number: number, { kind, writesBackMs, done, away, refused }: Failover): string {
  const counts = `${done} orders taken, ${away} answered 503, ${refused} refused`;
  return `${String(number).padStart(2)} ${kind.padEnd(10)} writes back after ${seconds(writesBackMs)}; meanwhile ${counts}`;
}

/** Says how long it took until the standby was read from again, since the first order that was taken; answers what is wrong. */
async function readAgain(
  reads: StandbyReads,
  role: keyof StandbyRoles,
  { kind, backAt }: Failover,
): Promise<string[]> {
  const ms = await reads.again(role, backAt);
  if (ms === undefined) return [`${kind}: the standby is not read from again`];
  const whose = role === 'server' ? "by the server's role" : 'by one with pg_read_all_stats';
  print(`   the standby is read from again ${seconds(ms)} later, ${whose}`);
  return [];
}

function summary({ history }: Load, failovers: readonly Failover[], notifications: number): string {
  const times = failovers.map(({ writesBackMs }) => writesBackMs).sort((one, other) => one - other);
  const median = times[Math.floor(times.length / 2)] ?? 0;
  const acknowledged = (of: History['orders']) => of.filter((one) => one.acknowledged !== undefined).length;
  const away = history.attempts.filter(({ ending }) => ending === 'away').length;
  return [
    `${failovers.length} failovers; writes back after ${seconds(median)} (median), ${seconds(times.at(-1) ?? 0)} (longest)`,
    `${history.attempts.length} requests for orders, ${away} answered 503; ${acknowledged(history.orders)} orders and ${acknowledged(history.refunds)} refunds acknowledged, ${notifications} notifications`,
  ].join('\n');
}

type History = Load['history'];

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  return 1;
});
