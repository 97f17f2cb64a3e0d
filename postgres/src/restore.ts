import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Binaries, findBinaries } from './binaries.ts';
import { freePort, PASSWORD_FILE, SERVER_PASSWORD_FILE, SERVER_ROLE, USER } from './embedded-postgres.ts';
import { openHome } from './home.ts';
import { type Account, EmbeddedPostgresError, runProgram, serverAccount, tellingLine } from './program.ts';
import { optionsOf } from './server-options.ts';
import { type Recovery, recoverySettings } from './wal-archive.ts';

interface RestoreOptions extends Pick<Recovery, 'timeline' | 'target'> {
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** Lays a base backup out in a new folder. */
  readonly unpack: (folder: string) => Promise<void>;
  /** Folder of archived WAL. */
  readonly archive: string;
  /** Whether WAL that the database to be replaced did not archive any more is replayed behind the archive's. */
  readonly usesLeftBehind: boolean;
  /** Whether the WAL may end before the target: it is known to be whole, so that nothing was written behind its end. */
  readonly mayEndEarly: boolean;
  /** Called now and then while WAL is replayed. */
  readonly onReplayed: (segments: number) => void;
}

export interface Restored {
  /** False: the WAL ends before the target, with everything that there is. */
  readonly isTargetReached: boolean;
  /** Of the last transaction that was replayed; undefined: there was none behind the backup. */
  readonly lastTransactionAt: Date | undefined;
  /** Where the database is now that was in its place. */
  readonly replaced: string | undefined;
}

interface Site {
  readonly home: string;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
}

const LONGEST_REPLAY_SECONDS = 86_400;
const STOP_TIMEOUT_SECONDS = 300;
const LOOK_EVERY_MS = 1_000;
const LOG_FILE = 'server.log';
const TOO_EARLY = 'recovery ended before configured recovery target was reached';
const LAST_TRANSACTION = /last completed transaction was at log time ([\d-]+) ([\d:.]+)/;
const STOPPED_AT = /recovery stopping (?:before|after) (?:commit|abort) of transaction/;
const SEGMENT_RESTORED = /restored log file "[0-9A-F]{24}"/g;

/**
 * Restores the embedded database of a folder from a base backup and archived WAL. It is replayed beside the present one and
 * takes its place at the end: whatever fails before leaves the present one as it was. The database has new passwords
 * and does not run afterwards. The caller has seen that none runs before.
 * @throws EmbeddedPostgresError saying in one line what is wrong; what `unpack` throws
 */
export async function restoreEmbeddedPostgres(options: RestoreOptions): Promise<Restored> {
  const { dataDir, log, target } = options;
  const account = await serverAccount();
  const binaries = await findBinaries(account, log);
  const present = join(resolve(dataDir), 'postgres');
  const leftBehind = options.usesLeftBehind
    ? await realpath(join(present, 'cluster', 'pg_wal')).catch(() => undefined)
    : undefined;
  let restored: Omit<Restored, 'replaced'> | undefined;
  let replaced: string | undefined;
  let unpackFailure: unknown;
  await openHome({
    dataDir,
    account,
    log,
    async fill(folder) {
      const site = { home: folder, binaries, account };
      await layOut(site, async (cluster) => {
        try {
          await options.unpack(cluster);
        } catch (error) {
          unpackFailure = error;
          throw error;
        }
      });
      restored = await replay(site, leftBehind, options);
      await setPasswords(site);
    },
    async moveAside(home) {
      replaced = `${home}.before-restore-${new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)}`;
      await rename(home, replaced);
    },
  }).catch((error: unknown) => {
    throw unpackFailure ?? error;
  });
  if (!restored) throw new EmbeddedPostgresError('start_failed', 'nothing was restored');
  return { ...restored, isTargetReached: target === undefined || restored.isTargetReached, replaced };
}

async function layOut({ home, account }: Site, unpack: RestoreOptions['unpack']): Promise<void> {
  const cluster = join(home, 'cluster');
  await mkdir(cluster, { mode: 0o700 });
  await unpack(cluster);
  await writeFile(join(cluster, 'recovery.signal'), '');
  if (account === undefined) return;
  const owner = `${account.uid}:${account.gid}`;
  const { ok, output } = await runProgram('chown', ['-R', owner, cluster]);
  if (!ok) throw new EmbeddedPostgresError('no_folder', tellingLine(output));
}

/** Replays and stops again. */
async function replay(
  site: Site,
  leftBehind: string | undefined,
  { archive, target, timeline, mayEndEarly, onReplayed }: RestoreOptions,
): Promise<Omit<Restored, 'replaced'>> {
  const recoverTo = (to: Date | undefined) =>
    recover(site, recoverySettings(archive, { timeline, target: to, leftBehind }), onReplayed);
  const first = await recoverTo(target);
  // where nothing was written behind the target, its end is not in the WAL: everything there is belongs to it
  const isShort = mayEndEarly && !first.ok && first.log.includes(TOO_EARLY);
  const last = isShort ? await recoverTo(undefined) : first;
  const said = first.log + (isShort ? last.log : '');
  if (!last.ok) throw new EmbeddedPostgresError('start_failed', `the WAL was not replayed: ${last.reason}`);
  const [, day, time] = LAST_TRANSACTION.exec(said) ?? [];
  return {
    isTargetReached: STOPPED_AT.test(said),
    lastTransactionAt: day === undefined ? undefined : new Date(`${day}T${time}Z`),
  };
}

async function recover(
  { home, binaries, account }: Site,
  settings: Readonly<Record<string, string>>,
  onReplayed: (segments: number) => void,
): Promise<{ ok: boolean; log: string; reason: string }> {
  const logFile = join(home, LOG_FILE);
  await rm(logFile, { force: true });
  const readLog = () => readFile(logFile, 'utf8').catch(() => '');
  const looking = setInterval(async () => {
    onReplayed([...(await readLog()).matchAll(SEGMENT_RESTORED)].length);
  }, LOOK_EVERY_MS);
  try {
    const where = ['-D', join(home, 'cluster')];
    const options = optionsOf({
      port: (await freePort(0)) ?? 0,
      // nobody is let in before all is replayed, and then the start is over
      hot_standby: 'off',
      // what the new timeline has is archived by the next start that archives
      archive_mode: 'on',
      archive_command: '',
      ...settings,
    });
    const wait = ['-w', '-t', String(LONGEST_REPLAY_SECONDS)];
    const started = await runProgram(
      binaries.pgCtl,
      ['start', '-s', ...wait, ...where, '-l', logFile, '-o', options],
      account,
    );
    const isOver = started.ok && (await replayed(join(home, 'cluster', 'postmaster.pid')));
    const log = await readLog();
    if (!isOver) return { ok: false, log, reason: tellingLine(log === '' ? started.output : log) };
    const stopped = await runProgram(
      binaries.pgCtl,
      ['stop', '-s', '-m', 'fast', '-w', '-t', String(STOP_TIMEOUT_SECONDS), ...where],
      account,
    );
    return { ok: stopped.ok, log, reason: tellingLine(stopped.output) };
  } finally {
    clearInterval(looking);
  }
}

/** Whether it has come to its end; false: the server ended before. `pg_ctl` waits for no more than its beginning. */
async function replayed(lockFile: string): Promise<boolean> {
  for (;;) {
    const lock = await readFile(lockFile, 'utf8').catch(() => undefined);
    if (lock === undefined) return false;
    if (lock.split('\n')[7]?.trim() === 'ready') return true;
    await delay(LOOK_EVERY_MS / 5);
  }
}

/** Those of the backup's time are known to its machine alone. */
async function setPasswords({ home, binaries, account }: Site): Promise<void> {
  const statements: string[] = [];
  for (const [role, file] of [
    [USER, PASSWORD_FILE],
    [SERVER_ROLE, SERVER_PASSWORD_FILE],
  ] as const) {
    const password = randomBytes(24).toString('hex');
    await writeFile(join(home, file), password, { mode: 0o600 });
    if (account !== undefined) await chown(join(home, file), account.uid, account.gid);
    statements.push(`alter role ${role} password '${password}'\n`);
  }
  const script = join(home, 'passwords.sql');
  await writeFile(script, statements.join(''), { mode: 0o600 });
  if (account !== undefined) await chown(script, account.uid, account.gid);
  // as the one user of a server that nobody can connect to
  const alone =
    '"$1" --single -D "$2" -c password_encryption=scram-sha-256 -c log_min_error_statement=panic postgres <"$3"';
  const words = ['-c', alone, 'sh', binaries.postgres, join(home, 'cluster'), script];
  const { ok, output } = await runProgram('/bin/sh', words, account);
  await rm(script);
  if (!ok || /\bERROR:/.test(output)) {
    throw new EmbeddedPostgresError('start_failed', `passwords were not set: ${tellingLine(output)}`);
  }
}
