import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { checkArchive } from './check-archive.ts';

/**
 * Lays a base backup out in a new folder, each file compared with the manifest.
 * @throws BackupError when it is damaged
 */
export async function unpackBackup(
  backup: string,
  folder: string,
  onBytes: (done: number) => void,
): Promise<void> {
  let done = 0;
  await checkArchive(backup, async ({ path, isFolder, size }, content) => {
    const target = join(folder, path);
    if (isFolder) {
      await mkdir(target, { recursive: true, mode: 0o700 });
      return;
    }
    // PostgreSQL brings all of them to the disk before it replays
    await pipeline(content, createWriteStream(target, { mode: 0o600, flags: 'wx' }));
    done += size;
    onBytes(done);
  });
}
