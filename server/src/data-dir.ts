import { chmod, lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Kept by PostgreSQL itself, which refuses to start on data that others may read. */
const NOT_OURS = 'postgres';

/**
 * Makes the data folder, and takes from other users of the machine what they may do with it: it has keys and a
 * database. Root's can be entered, because PostgreSQL runs as another account, but not listed. Windows has no such
 * modes.
 * @param log told in one line what had to be closed, or could not be
 */
export async function openDataDir(dataDir: string, log: (message: string) => void): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32') return;
  const opened = await openToOthers(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
  if (opened.length === 0) return;
  try {
    for (const { path, mode } of opened) await chmod(path, mode);
    log(`${dataDir} was open to other users of this machine (${opened.length} files or folders); closed`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log(`Warning: ${dataDir} is open to other users of this machine and cannot be closed: ${reason}`);
  }
}

interface Opened {
  readonly path: string;
  /** What it should have at most. */
  readonly mode: number;
}

async function openToOthers(folder: string, folderMode: number): Promise<readonly Opened[]> {
  const opened: Opened[] = [];
  const note = async (path: string, allowed: number) => {
    const { mode } = await lstat(path);
    if (mode & 0o777 & ~allowed) opened.push({ path, mode: mode & allowed });
  };
  await note(folder, folderMode);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name === NOT_OURS || entry.name.startsWith(`${NOT_OURS}.`)) continue;
    if (entry.isFile()) await note(path, 0o600);
    else if (entry.isDirectory()) opened.push(...(await openToOthers(path, 0o700)));
  }
  return opened;
}
