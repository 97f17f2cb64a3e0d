import { chmod, lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** PostgreSQL keeps its own folder, and refuses to start on data that others may read. */
const DATABASE = /^postgres(\.|$)/;

/**
 * Makes the data folder, and takes from other users of the machine what they may do with it: it has keys and a
 * database. Root's can be entered, because PostgreSQL runs as another account, but not listed. Windows has no such
 * modes.
 * @param log gets one line about the rights that were removed, or could not be
 */
export async function openDataDir(dataDir: string, log: (message: string) => void): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32') return;
  try {
    const closed = [await close(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700)];
    for (const entry of await readdir(dataDir, { withFileTypes: true })) {
      const path = join(dataDir, entry.name);
      if (entry.isFile()) closed.push(await close(path, 0o600));
      // what is inside is out of reach with it
      else if (entry.isDirectory() && !DATABASE.test(entry.name)) await close(path, 0o700);
    }
    if (closed.includes(true)) log(`${dataDir} was open to other users of this machine; it is closed now`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log(`Warning: ${dataDir} may be open to other users of this machine and cannot be closed: ${reason}`);
  }
}

/** Whether more was allowed than `mode`. */
async function close(path: string, mode: number): Promise<boolean> {
  const now = (await lstat(path)).mode & 0o777;
  if ((now & ~mode) === 0) return false;
  await chmod(path, now & mode);
  return true;
}
