import { randomBytes } from 'node:crypto';
import { chown, link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { type Binaries, findBinaries } from './binaries.ts';
import { openHome } from './home.ts';
import {
  type Account,
  EmbeddedPostgresError,
  isAlive,
  runProgram,
  serverAccount,
  tellingLine,
} from './program.ts';
import { optionsOf, type ServerSettings } from './server-options.ts';
import { archivingTo } from './wal-archive.ts';
import { watchServer } from './watch.ts';

export { EmbeddedPostgresError } from './program.ts';

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** Told in one line of what is slow or unexpected. */
  readonly log?: (message: string) => void;
  /** How many sessions there may be at once. */
  readonly connectionsMax?: number;
  /** Folder that WAL is archived into, by a server that this starts; undefined: it is not. */
  readonly archiveTo?: string | undefined;
}

export interface EmbeddedPostgres {
  /** Connection string of database `zhixiao` as its owner, with the password. */
  readonly url: string;
  /** The same as the role of the server, which may do what `migrate` gives it. */
  readonly serverUrl: string;
  /** Whether the server was found running, left by an earlier run that was killed. */
  readonly adopted: boolean;
  /** Where the data really is: `postgres` in the data folder, or a system folder it links to. */
  readonly home: string;
  /** Ends the server with a clean shutdown, unless another running process started it. */
  stop(): Promise<void>;
}

const LOCK_FILE = join('cluster', 'postmaster.pid');
export const PASSWORD_FILE = 'password';
export const SERVER_PASSWORD_FILE = 'server-password';
const DATABASE = 'zhixiao';
export const USER = 'zhixiao';
export const SERVER_ROLE = 'zhixiao_app';
// duplicate_database, and unique_violation when the two came at the same moment
const MADE_BY_ANOTHER = ['42P04', '23505', '42710'];
const START_TIMEOUT_SECONDS = 300;
const STOP_TIMEOUT_SECONDS = 60;
const START_ATTEMPTS = 3;
const CONNECTIONS_MAX = 100;
const INIT_ARGS = ['--encoding=UTF8', '--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

interface Site {
  readonly home: string;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly connectionsMax: number;
  /** Besides those of every start. */
  readonly settings: ServerSettings;
}

/**
 * Starts the bundled PostgreSQL on data kept in `dataDir`, made on the first run, or adopts the one an
 * earlier run left there. It listens on 127.0.0.1 only and outlives this process unless stopped.
 * @throws EmbeddedPostgresError saying in one line what is wrong.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const account = await serverAccount();
  const binaries = await findBinaries(account, log);
  const fill = (folder: string) => initialise(folder, { binaries, account, log });
  const home = await openHome({ dataDir: options.dataDir, account, log, fill });
  const { archiveTo, connectionsMax = CONNECTIONS_MAX } = options;
  const settings = archiveTo === undefined ? {} : await archivingTo(archiveTo, { home, account, log });
  const site = { home, binaries, account, connectionsMax, settings };

  const running = await runningPort(home);
  const port = running ?? (await start(site));
  let owned = await claim(home);
  await keepPassword(join(home, SERVER_PASSWORD_FILE));
  const passwords = await passwordsIn(home);
  const urls = urlsOf(port, passwords);
  await createDatabase(urls.url.replace(/[^/]*$/, 'postgres'), passwords.serverPassword);
  const endWatch = watchServer({
    isRunning: async () => (await livingLock(home)) !== undefined,
    async start() {
      // the holder of the lock starts the server; a lock of a dead process is taken over
      owned = await claim(home);
      if (!owned) throw new EmbeddedPostgresError('start_failed', 'another process will start it');
      await start(site, port);
    },
    log,
  });
  return {
    ...urls,
    adopted: running !== undefined,
    home,
    async stop() {
      await endWatch();
      if (owned) await stop(site);
    },
  };
}

/** Where the server that runs on the data in a folder is reached. */
export type RunningPostgres = Pick<EmbeddedPostgres, 'url' | 'serverUrl' | 'home'>;

/** Finds the server that runs on the data in `dataDir`, and changes nothing; undefined when none is ready. */
export async function findEmbeddedPostgres(dataDir: string): Promise<RunningPostgres | undefined> {
  const home = join(resolve(dataDir), 'postgres');
  const lock = await livingLock(home);
  if (lock?.status !== 'ready') return undefined;
  return { home, ...urlsOf(lock.port, await passwordsIn(home)) };
}

/** Whether a server runs on the data in `dataDir`, ready or not, or a process lives that would start it again. */
export async function isEmbeddedInUse(dataDir: string): Promise<boolean> {
  const home = join(resolve(dataDir), 'postgres');
  const owner = Number(await readFile(join(home, 'owner'), 'utf8').catch(() => '0'));
  return (owner !== 0 && owner !== process.pid && isAlive(owner)) || (await livingLock(home)) !== undefined;
}

interface Passwords {
  readonly password: string;
  readonly serverPassword: string;
}

async function passwordsIn(home: string): Promise<Passwords> {
  const [password, serverPassword] = await Promise.all(
    [PASSWORD_FILE, SERVER_PASSWORD_FILE].map((file) => readFile(join(home, file), 'utf8')),
  );
  return { password: password ?? '', serverPassword: serverPassword ?? '' };
}

function urlsOf(
  port: number,
  { password, serverPassword }: Passwords,
): Pick<EmbeddedPostgres, 'url' | 'serverUrl'> {
  const urlOf = (user: string, its: string) => `postgresql://${user}:${its}@127.0.0.1:${port}/${DATABASE}`;
  return { url: urlOf(USER, password), serverUrl: urlOf(SERVER_ROLE, serverPassword) };
}

async function initialise(
  folder: string,
  { binaries, account, log }: Pick<Site, 'binaries' | 'account'> & { log: (message: string) => void },
): Promise<void> {
  log('preparing the database for the first run');
  const passwordFile = join(folder, PASSWORD_FILE);
  await writeFile(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
  if (account !== undefined) await chown(passwordFile, account.uid, account.gid);
  const where = [`--pgdata=${join(folder, 'cluster')}`, `--pwfile=${passwordFile}`, `--username=${USER}`];
  const args = [...where, '--auth=scram-sha-256', '--data-checksums', ...INIT_ARGS];
  const { ok, output } = await runProgram(binaries.initdb, args, account);
  if (!ok) throw new EmbeddedPostgresError('init_failed', `initdb failed: ${tellingLine(output)}`);
}

/** The port of the server running on this data; waits for one that is just starting or stopping. */
async function runningPort(home: string): Promise<number | undefined> {
  const deadline = Date.now() + STOP_TIMEOUT_SECONDS * 1_000;
  while (Date.now() < deadline) {
    const lock = await livingLock(home);
    if (lock === undefined) {
      // PostgreSQL would take another program with the number for a server, and refuse to start
      await rm(join(home, LOCK_FILE), { force: true });
      return undefined;
    }
    if (lock.status === 'ready') return lock.port;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new EmbeddedPostgresError('start_failed', `the PostgreSQL running on ${home} does not become ready`);
}

/** What the server that holds this data says of itself; undefined when none does, whatever a file says. */
async function livingLock(home: string): Promise<Awaited<ReturnType<typeof readLock>>> {
  const lock = await readLock(home);
  return lock !== undefined && isAlive(lock.pid) && (await isServer(lock.pid)) ? lock : undefined;
}

/** postmaster.pid: the process id on line 1, the port on line 4, the state on line 8. */
async function readLock(home: string): Promise<{ pid: number; port: number; status: string } | undefined> {
  const text = await readFile(join(home, LOCK_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n').map((line) => line.trim());
  return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7] ?? '' };
}

/**
 * Whether a living process is a server: after a restart of the machine its number can be any program's, and
 * in a container it can be a zombie process. Without /proc it is taken for one.
 */
async function isServer(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return state === undefined || /^\d+ \(postgres\) [^ZX]/.test(state);
}

/**
 * Starts the server on the data in a home. @returns its port
 * @param onlyPort the one its clients know; undefined: one that is free
 * @throws EmbeddedPostgresError
 */
async function start(
  { home, binaries, account, connectionsMax, settings }: Site,
  onlyPort?: number,
): Promise<number> {
  const logFile = join(home, 'server.log');
  let reason = '';
  // the port was free when it was chosen, and may be taken by the time the server asks for it
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
    const port = onlyPort ?? (await choosePort(home));
    await rename(logFile, `${logFile}.old`).catch(() => undefined);
    const wait = ['-w', '-t', String(START_TIMEOUT_SECONDS)];
    const where = [
      '-D',
      join(home, 'cluster'),
      '-l',
      logFile,
      '-o',
      optionsOf({ port, max_connections: connectionsMax, ...settings }),
    ];
    const { ok, output } = await runProgram(binaries.pgCtl, ['start', '-s', ...wait, ...where], account);
    if (ok) {
      await writeFile(join(home, 'port'), String(port));
      return port;
    }
    const other = await runningPort(home);
    if (other !== undefined) return other;
    const text = await readFile(logFile, 'utf8').catch(() => '');
    // with a full disk the log is empty
    reason = tellingLine(text === '' ? output : text);
  }
  throw new EmbeddedPostgresError('start_failed', `PostgreSQL did not start: ${reason} (see ${logFile})`);
}

/** The port of the last run when it is free, else any free one. */
async function choosePort(home: string): Promise<number> {
  const last = Number(await readFile(join(home, 'port'), 'utf8').catch(() => '0'));
  return (await freePort(last)) ?? (await freePort(0)) ?? 0;
}

/** Undefined when the wanted one is taken; 0 wants any. */
export function freePort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.on('error', () => resolve(undefined));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : undefined;
      probe.close(() => resolve(port));
    });
  });
}

/** Takes the server into our care, unless the process that has it is alive. */
async function claim(home: string): Promise<boolean> {
  const file = join(home, 'owner');
  const owner = Number(await readFile(file, 'utf8').catch(() => '0'));
  if (owner !== 0 && owner !== process.pid && isAlive(owner)) return false;
  await writeFile(file, String(process.pid));
  return true;
}

/** Made the first time; who starts at the same moment has the same. */
async function keepPassword(file: string): Promise<void> {
  const made = `${file}.${process.pid}`;
  await writeFile(made, randomBytes(24).toString('hex'), { mode: 0o600 });
  try {
    await link(made, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(made, { force: true });
  }
}

/** The database, and the role that the server works with it as. */
async function createDatabase(adminUrl: string, serverPassword: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'zhixiao-pay-start' });
  // a connection that breaks between two statements fails the next one
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await madeOnce(client, `create database ${pg.escapeIdentifier(DATABASE)}`);
    const known = await client.query('select from pg_roles where rolname = $1', [SERVER_ROLE]);
    if (known.rowCount === 0) {
      const password = pg.escapeLiteral(serverPassword);
      await madeOnce(client, `create role ${pg.escapeIdentifier(SERVER_ROLE)} login password ${password}`);
    }
  } finally {
    await client.end();
  }
}

async function madeOnce(client: pg.Client, statement: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    if (code === undefined || !MADE_BY_ANOTHER.includes(code)) throw error;
  }
}

async function stop({ home, binaries, account }: Site): Promise<void> {
  const args = ['stop', '-s', '-m', 'fast', '-w', '-t', String(STOP_TIMEOUT_SECONDS)];
  const where = ['-D', join(home, 'cluster')];
  if ((await runningPort(home)) === undefined) return;
  const { ok, output } = await runProgram(binaries.pgCtl, [...args, ...where], account);
  if (!ok && (await runningPort(home)) !== undefined) {
    throw new EmbeddedPostgresError('stop_failed', `PostgreSQL did not stop: ${tellingLine(output)}`);
  }
  await rm(join(home, 'owner'), { force: true });
}
