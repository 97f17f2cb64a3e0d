import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bytesOf } from './checksums.ts';
import { type Entry, modeOf } from './entry.ts';

/** Lays the entries out in a new folder, as the archive of them would be unpacked. */
export async function writeFolder(entries: readonly Entry[], folder: string): Promise<void> {
  for (const entry of entries) {
    const path = join(folder, entry.path);
    await mkdir(dirname(path), { recursive: true });
    if ('target' in entry) {
      await symlink(entry.target, path);
      continue;
    }
    await writeFile(path, bytesOf(entry), { flag: 'wx' });
    await chmod(path, modeOf(entry));
  }
}
