import { statfs } from 'node:fs/promises';
import { BackupError } from './backup-error.ts';

const MIB = 2 ** 20;
/** Left for others of the same disk. */
const RESERVE_BYTES = 64 * MIB;

/** @throws BackupError when the disk of a folder has less than `needed` bytes left */
export async function requireSpace(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= needed + RESERVE_BYTES) return;
  throw new BackupError({
    zh: `${folder} 所在磁盘剩余 ${mib(free)}，需要约 ${mib(needed + RESERVE_BYTES)}：请清理或扩容后再试；数据未作任何改动。`,
    en: `The disk of ${folder} has ${mib(free)} left and about ${mib(needed + RESERVE_BYTES)} are needed: free or add space and try again; nothing was changed.`,
  });
}

export function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(bytes < 10 * MIB ? 1 : 0)} MiB`;
}
