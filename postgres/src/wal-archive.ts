import { chmod, chown, copyFile, mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Account } from './program.ts';
import type { ServerSettings } from './server-options.ts';

const SCRIPT = 'archive-wal.sh';
/** A segment is archived after this time at the latest, full or not: what a lost disk takes with it. */
const ARCHIVE_TIMEOUT_SECONDS = 60;

/**
 * Has the server archive its WAL into `folder`, which is made where it is missing. When it cannot be, the server starts all
 * the same and keeps the WAL until it can.
 * @param home the server's own, which its account can enter
 */
export async function archivingTo(
  folder: string,
  { home, account, log }: { home: string; account: Account | undefined; log: (message: string) => void },
): Promise<ServerSettings> {
  if (process.platform === 'win32') {
    log('WAL is not archived on Windows; use a PostgreSQL of your own for backups');
    return {};
  }
  const script = join(home, SCRIPT);
  // where this program lies the account may not get to
  // in one step: the one that is there may be running
  const copy = `${script}.${process.pid}`;
  await copyFile(join(import.meta.dirname, SCRIPT), copy);
  await chmod(copy, 0o755);
  await rename(copy, script);
  try {
    // root's can be entered, because the account is another, but not listed
    await mkdir(dirname(folder), { recursive: true, mode: account === undefined ? 0o700 : 0o711 });
    await mkdir(folder, { recursive: true, mode: 0o750 });
    if (account !== undefined) await chown(folder, account.uid, account.gid);
  } catch (error) {
    log(`WAL cannot be archived into ${folder} yet: ${error instanceof Error ? error.message : error}`);
  }
  return {
    archive_mode: 'on',
    archive_timeout: ARCHIVE_TIMEOUT_SECONDS,
    archive_command: `${inCommand(script)} "%p" "%f" ${inCommand(folder)}`,
  };
}

export interface Recovery {
  /** The backup's own timeline, or the newest one that branches off it. */
  readonly timeline: 'current' | 'latest';
  /** The last instant whose transactions count; undefined: everything there is. */
  readonly target: Date | undefined;
  /** A folder of WAL that was not archived any more; undefined: there is none. */
  readonly leftBehind?: string | undefined;
}

/** Settings of a server that replays WAL from a folder of `archivingTo` onto a base backup, and then opens. */
export function recoverySettings(
  archive: string,
  { timeline, target, leftBehind }: Recovery,
): Readonly<Record<string, string>> {
  return {
    restore_command: restoringFrom(archive, leftBehind),
    recovery_target_timeline: timeline,
    ...(target && { recovery_target_time: targetTime(target), recovery_target_action: 'promote' }),
  };
}

/** What has a segment decompressed from a folder of `archivingTo`, or taken from a folder of WAL that was left behind. */
function restoringFrom(folder: string, leftBehind: string | undefined): string {
  const unpack = `gzip -dc ${inCommand(folder)}/"%f".gz >"%p" 2>/dev/null`;
  return leftBehind === undefined ? unpack : `${unpack} || cp ${inCommand(leftBehind)}/"%f" "%p" 2>/dev/null`;
}

/** An instant as a recovery target: it takes no `Z`, because names of zones are not read yet. */
function targetTime(instant: Date): string {
  return `${instant.toISOString().slice(0, -1).replace('T', ' ')}+00`;
}

/** A path as a word of a command that PostgreSQL gives to a shell: a percent sign is PostgreSQL's own. */
function inCommand(path: string): string {
  return `'${path.replaceAll("'", `'\\''`).replaceAll('%', '%%')}'`;
}
