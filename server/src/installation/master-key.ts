import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Secrets } from '../config/config.ts';
import { randomToken } from '../lib/ids.ts';
import { errorCode } from '../lib/property-of.ts';
import { MASTER_KEY_BYTES } from '../lib/vault.ts';
import type { MasterKeys } from './keys/load-keys.ts';

/** The master keys of the settings, or else those that the sandbox keeps in its data folder. */
export function masterKeysOf({ masterKeys }: Pick<Secrets, 'masterKeys'>, dataDir: string): MasterKeys {
  return masterKeys ? async () => masterKeys : () => sandboxMasterKeys(dataDir);
}

/** Makes the sandbox's own master key, where there is none; production names one in MASTER_KEY. */
export async function makeSandboxMasterKey(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  await writeOnce(join(dataDir, KEY_FILE));
}

/** Makes the one that is to take its place, where a rotation has not made it already. */
export async function makeNextMasterKey(dataDir: string): Promise<void> {
  await writeOnce(join(dataDir, NEXT_KEY_FILE));
}

/** Puts it in its place, once the database works with it: if it is this one. */
export async function adoptNextMasterKey(dataDir: string, masterKey: Buffer): Promise<void> {
  const next = await readFile(join(dataDir, NEXT_KEY_FILE)).catch(unlessAbsent);
  if (next?.equals(masterKey)) await rename(join(dataDir, NEXT_KEY_FILE), join(dataDir, KEY_FILE));
}

/**
 * The one that is to take the other's place first, which may do so while this reads.
 * @throws when the sandbox has not been started on this data folder: a program beside the server must not make one up
 */
async function sandboxMasterKeys(dataDir: string): Promise<readonly Buffer[]> {
  const next = await readFile(join(dataDir, NEXT_KEY_FILE)).catch(unlessAbsent);
  try {
    const key = await readFile(join(dataDir, KEY_FILE));
    return next?.length === MASTER_KEY_BYTES && !next.equals(key) ? [next, key] : [key];
  } catch (cause) {
    throw new Error(`no master key in ${dataDir}: set MASTER_KEY or DATA_DIR as the server has it`, {
      cause,
    });
  }
}

const KEY_FILE = 'master.key';
const NEXT_KEY_FILE = 'master.key.next';

/** Whole or not at all: who is killed meanwhile leaves no half of a key. */
async function writeOnce(path: string): Promise<void> {
  const part = `${path}.${randomToken()}`;
  await writeFile(part, randomBytes(MASTER_KEY_BYTES), { flag: 'wx', mode: 0o600, flush: true });
  try {
    await link(part, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(part);
  }
}

function unlessAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
