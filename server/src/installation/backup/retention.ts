import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HOUR_MS } from '../../lib/clock.ts';
import { type BackupRecord, basesIn, firstSegmentOf, listBackups, PART, walIn } from './backup-folder.ts';
import { isBefore } from './wal-segment.ts';

/** What was removed. */
interface Removed {
  readonly backups: readonly string[];
  readonly walFiles: number;
}

/** A segment, whole or as far as a timeline had it, or the note that PostgreSQL archives with each base backup. */
const OF_SEGMENT = /^([0-9A-F]{24})(?:\.[0-9A-F]{8}\.backup|\.partial)?\.gz$/;

/**
 * Keeps the newest backups and the WAL that replays from the oldest of them; histories of timelines stay. Only whole
 * backups count: one that was not finished takes no older one's place.
 */
export async function removeOld(folder: string, keep: number): Promise<Removed> {
  const backups = await listBackups(folder);
  const kept = backups.slice(0, keep);
  const gone = backups.slice(keep).map(({ name }) => name);
  for (const name of gone) await rm(join(basesIn(folder), name), { recursive: true, force: true });
  return { backups: gone, walFiles: kept.length === 0 ? 0 : await removeWalBefore(folder, kept) };
}

/** What a killed backup left; the caller is the only one that makes one. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(basesIn(folder))) {
    if (name.endsWith(PART)) await rm(join(basesIn(folder), name), { recursive: true, force: true });
  }
}

async function removeWalBefore(folder: string, kept: readonly BackupRecord[]): Promise<number> {
  const [oldest] = kept.map(firstSegmentOf).sort((one, other) => (isBefore(one, other) ? -1 : 1));
  const names = await readdir(walIn(folder)).catch(() => []);
  let removed = 0;
  for (const name of names) {
    const path = join(walIn(folder), name);
    const [, segment] = OF_SEGMENT.exec(name) ?? [];
    const isOld =
      segment === undefined ? await isAbandoned(path) : oldest !== undefined && isBefore(segment, oldest);
    if (!isOld) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

/** Half a segment of an archiver that was killed. */
async function isAbandoned(path: string): Promise<boolean> {
  if (!path.endsWith(PART)) return false;
  const info = await stat(path).catch(() => undefined);
  return info !== undefined && Date.now() - info.mtimeMs > HOUR_MS;
}
