import { chown, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@zhixiao/postgres';
import { type Binaries, findBinaries } from '@zhixiao/postgres/binaries';
import { type Account, runProgram, serverAccount } from '@zhixiao/postgres/program';
import { migrate } from '../../../src/db/migrate.ts';
import { freePort } from '../gateway/free-port.ts';
import { waitFor } from '../wait-for.ts';
import { administer } from './postgres-setup.ts';
import { temporaryFolder } from './throwaway-postgres.ts';

/** Two real servers, of which the second follows the first commit by commit. */
export interface ReplicatedPostgres extends AsyncDisposable {
  /** Connection strings of the migrated database at each, for the owner of its tables. */
  readonly urls: readonly [first: string, second: string];
  /** The same for the server's role, which may no more than it needs. */
  readonly serverUrls: readonly [first: string, second: string];
  /** The first machine is gone. */
  killFirst(): Promise<void>;
  promoteSecond(): Promise<void>;
  /** The second machine is gone, and back. */
  killSecond(): Promise<void>;
  returnSecond(): Promise<void>;
  /** The first machine is back with what it had, and takes no writes. */
  returnFirst(): Promise<void>;
  /** The first machine stops once the second has all of it. */
  stopFirst(): Promise<void>;
  promoteFirst(): Promise<void>;
  /** The first machine, which is stopped, is back and follows the second if it can. */
  followSecond(): Promise<void>;
}

interface Node {
  readonly cluster: string;
  readonly port: number;
}

/** @param isSynchronous whether an answer means that the other machine has it too */
export async function startReplicatedPostgres({ isSynchronous = true } = {}): Promise<ReplicatedPostgres> {
  await using starting = new AsyncDisposableStack();
  const dataDir = await temporaryFolder('zhixiao-test-replicated-');
  starting.defer(() => rm(dataDir, { recursive: true, force: true }));
  const [account, embedded] = [await serverAccount(), await startEmbeddedPostgres({ dataDir })];
  await migrate(embedded.url, { serverRole: new URL(embedded.serverUrl).username });
  const binaries = await findBinaries(account, () => undefined);
  await embedded.stop();
  const { home } = embedded;
  starting.defer(() => rm(home, { recursive: true, force: true }));

  const { password } = new URL(embedded.url);
  const first: Node = { cluster: join(home, 'cluster'), port: await freePort() };
  const second: Node = { cluster: join(home, 'standby'), port: await freePort() };
  await cp(first.cluster, second.cluster, { recursive: true });
  if (account) await chown(home, account.uid, account.gid);
  await makeStandby(second, first, password, account);
  const control = (node: Node, ...args: string[]) => pgCtl(binaries, account, node, args);
  starting.defer(() => control(second, 'stop', '-m', 'immediate').catch(() => undefined));
  starting.defer(() => control(first, 'stop', '-m', 'immediate').catch(() => undefined));
  const start = (node: Node, ...settings: string[]) =>
    control(node, 'start', '-l', `${node.cluster}.log`, '-o', options(node, settings));
  await start(first);
  await start(second);

  const urlsLike = (url: string) => [urlAt(url, first), urlAt(url, second)] as const;
  const urls = urlsLike(embedded.url);
  if (isSynchronous) {
    await administer(urls[0], async (admin) => {
      await admin.query(`alter system set synchronous_standby_names = 'standby'`);
      await admin.query('select pg_reload_conf()');
    });
  }
  const stack = starting.move();
  return {
    urls,
    serverUrls: urlsLike(embedded.serverUrl),
    killFirst: () => control(first, 'stop', '-m', 'immediate'),
    promoteSecond: () => control(second, 'promote'),
    killSecond: () => control(second, 'stop', '-m', 'immediate'),
    async returnSecond() {
      await start(second);
      await answers(urls[1]);
    },
    returnFirst: () => start(first, '-c default_transaction_read_only=on', '-c synchronous_standby_names='),
    stopFirst: () => control(first, 'stop', '-m', 'fast'),
    promoteFirst: () => control(first, 'promote'),
    async followSecond() {
      await makeStandby(first, second, password, account);
      // a page that is written in the background may tell of the new timeline before a restartpoint does
      await start(first, '-c bgwriter_lru_maxpages=0');
      await answers(urls[0]);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function urlAt(url: string, { port }: Node): string {
  const { protocol, username, password, pathname } = new URL(url);
  return `${protocol}//${username}:${password}@127.0.0.1:${port}${pathname}`;
}

/** A standby has started some time before it answers. */
async function answers(url: string): Promise<void> {
  const isAsked = () =>
    administer(url, (session) => session.query('select')).then(
      () => true,
      () => false,
    );
  await waitFor(isAsked, { what: 'the standby to answer' });
}

function options({ port }: Node, settings: readonly string[]): string {
  return [`-c port=${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`, ...settings].join(' ');
}

/** Has a stopped server follow another from where it is. */
async function makeStandby(
  { cluster }: Node,
  { port }: Node,
  password: string,
  account: Account | undefined,
): Promise<void> {
  await writeFile(join(cluster, 'standby.signal'), '');
  const settings = join(cluster, 'postgresql.auto.conf');
  const source = `host=127.0.0.1 port=${port} user=zhixiao password=${password} application_name=standby`;
  await writeFile(settings, `${await readFile(settings, 'utf8')}\nprimary_conninfo = '${source}'\n`);
  await runProgram('chmod', ['-R', 'go-rwx', cluster]);
  if (account) await runProgram('chown', ['-R', `${account.uid}:${account.gid}`, cluster]);
}

async function pgCtl(
  { pgCtl: program }: Binaries,
  account: Account | undefined,
  { cluster }: Node,
  [action = '', ...args]: readonly string[],
): Promise<void> {
  const { ok, output } = await runProgram(program, [action, '-s', '-w', '-D', cluster, ...args], account);
  if (!ok) throw new Error(`pg_ctl ${action}: ${output}`);
}
