import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';

const FILE = '.env';

/** The file that the settings are read from, and which it names; undefined when there is none. */
export async function envFile(): Promise<{ path: string; names: readonly string[] } | undefined> {
  const text = await readFile(FILE, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : { path: resolve(FILE), names: Object.keys(parseEnv(text)) };
}
