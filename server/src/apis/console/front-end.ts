import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Assets, loadAssets } from '../../http/assets.ts';

/** The built console, read once into memory. */
export interface ConsoleFrontEnd {
  /** With `__NONCE__` where each answer has its own. */
  readonly page: string;
  readonly assets: Assets;
  /** What makes it an app that can be installed. */
  readonly appFiles: Assets;
}

/** @throws when the console has not been built (`npm run build -w console`) */
export async function loadConsoleFrontEnd(): Promise<ConsoleFrontEnd> {
  const page = import.meta.resolve('@zhixiao/console/index.html');
  const assets = await loadAssets(fileURLToPath(new URL('./assets/', page)));
  const appFiles = await loadAssets(fileURLToPath(new URL('./', page)));
  return { page: await readFile(fileURLToPath(page), 'utf8'), assets, appFiles };
}
