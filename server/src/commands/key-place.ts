import { dirname, resolve } from 'node:path';
import type { Config, Secrets } from '../config/config.ts';
import type { KeyPlace } from '../installation/backup/key-place.ts';
import { masterKeysOf } from '../installation/master-key.ts';
import { envFile } from './env-file.ts';

/** The master key as the settings have it; in the sandbox a file that the first start makes. */
export async function keyPlaceOf({
  config,
  secrets,
}: {
  readonly config: Config;
  readonly secrets: Secrets;
}): Promise<KeyPlace> {
  const dataDir = resolve(config.dataDir);
  if (!secrets.masterKeys) {
    return { folders: [dataDir], keys: await masterKeysOf(secrets, dataDir)().catch(() => []) };
  }
  const file = await envFile();
  return {
    folders: file?.names.includes('MASTER_KEY') ? [dirname(file.path)] : [],
    keys: secrets.masterKeys,
  };
}
