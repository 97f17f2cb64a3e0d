import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { BackupError } from './backup-error.ts';

/** Where the master key of an installation lies. */
export interface KeyPlace {
  /** Folders with a file that has it; none where it comes from the environment. */
  readonly folders: readonly string[];
  readonly keys: readonly Buffer[];
}

/** Settings and keys are small files. */
const KEY_FILE_BYTES = 65_536;

/**
 * Whoever takes the backups with the master key can read everything in them.
 * @throws BackupError when the folder for backups is one that has the key, or lies below it
 */
export async function requireApart(folder: string, { folders }: Pick<KeyPlace, 'folders'>): Promise<void> {
  for (const place of folders) {
    if (!isWithin(await real(folder), await real(place))) continue;
    throw new BackupError({
      zh: `BACKUP_DIR（${folder}）在存放主密钥的目录 ${place} 之内：谁拿到它，谁就能打开备份。请换到另一块磁盘上的另一个目录。`,
      en: `BACKUP_DIR (${folder}) is within ${place}, which has the master key: whoever gets it opens the backups. Use another folder, on another disk.`,
    });
  }
}

/** Files among the backups that have the master key, and folders with it that lie below them. */
export async function keysAmongBackups(folder: string, { folders, keys }: KeyPlace): Promise<string[]> {
  const home = await real(folder);
  const below: string[] = [];
  for (const place of folders) if (isWithin(await real(place), home)) below.push(place);
  const texts = keys.map((key) => key.toString('base64'));
  const entries = await readdir(home, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(home, entry.name);
    if ((await stat(path)).size > KEY_FILE_BYTES) continue;
    const content = await readFile(path).catch(() => Buffer.alloc(0));
    const hasKey = keys.some((key) => content.includes(key)) || texts.some((text) => content.includes(text));
    if (hasKey) below.push(path);
  }
  return below;
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith('../') || resolve(way) === way);
}

/** With links followed as far as the path exists. */
async function real(path: string): Promise<string> {
  const whole = resolve(path);
  const found = await realpath(whole).catch(() => undefined);
  if (found !== undefined || dirname(whole) === whole) return found ?? whole;
  return join(await real(dirname(whole)), basename(whole));
}
