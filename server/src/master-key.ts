import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MASTER_KEY_BYTES } from './lib/vault.ts';

/** The sandbox's own master key, kept in its data folder; production names one in MASTER_KEY. */
export async function sandboxMasterKey(dataDir: string): Promise<Buffer> {
  await mkdir(dataDir, { recursive: true });
  try {
    await writeFile(join(dataDir, KEY_FILE), randomBytes(MASTER_KEY_BYTES), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFile(join(dataDir, KEY_FILE));
}

/**
 * The same key for a program beside the server, which must not make up another.
 * @throws when the sandbox has not been started on this data folder
 */
export async function knownMasterKey(dataDir: string): Promise<Buffer> {
  try {
    return await readFile(join(dataDir, KEY_FILE));
  } catch (cause) {
    throw new Error(`no master key in ${dataDir}: set MASTER_KEY or DATA_DIR as the server has it`, {
      cause,
    });
  }
}

const KEY_FILE = 'master.key';
