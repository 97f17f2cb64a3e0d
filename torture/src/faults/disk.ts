import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, statfsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Gives a folder a small disk of its own: a file with a file system in it, which outlives a restart of the machine. Needs
 * root, mkfs.ext4 and loop devices; false where they cannot be had.
 * @throws Error when an earlier sitting's disk cannot be mounted: its database is on it
 */
export function mountSmallDisk(folder: string, image: string, megabytes: number): boolean {
  const isNew = !existsSync(image);
  if (process.getuid?.() !== 0) return false;
  // a run that was killed leaves everything as it was
  const isMounted = spawnSync('mountpoint', ['-q', folder]).status === 0;
  rmSync(join(folder, FILLER), { force: true });
  if (isMounted) return true;
  const make = isNew ? `truncate -s ${megabytes}M '${image}' && mkfs.ext4 -q -m 0 -F '${image}' &&` : '';
  const { status } = spawnSync('sh', [
    '-c',
    `${make} mount -o loop '${image}' '${folder}' && chmod 755 '${folder}'`,
  ]);
  if (status === 0) return true;
  if (!isNew) throw new Error(`${image} has the database of an earlier sitting and cannot be mounted`);
  rmSync(image, { force: true });
  return false;
}

export function unmount(folder: string): void {
  spawnSync('umount', ['-l', folder]);
}

const FILLER = 'filler';

/** Leaves nothing free on the disk of a folder, for so many milliseconds. */
export async function fillDisk(folder: string, ms: number): Promise<void> {
  const file = join(folder, FILLER);
  const { bavail, bsize } = statfsSync(folder);
  try {
    // what is only reserved costs no time; the last blocks go to what the file system keeps about it
    spawnSync('fallocate', ['-l', String(bavail * bsize), file]);
    await delay(ms);
  } finally {
    await rm(file, { force: true });
  }
}
