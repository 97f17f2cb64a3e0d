import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The built console, read once into memory. */
export interface ConsoleFrontEnd {
  /** With `__NONCE__` where each answer has its own. */
  readonly page: string;
  readonly assets: ReadonlyMap<string, { readonly contentType: string; readonly body: Buffer }>;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** @throws when the console has not been built (`npm run build -w console`) */
export async function loadConsoleFrontEnd(): Promise<ConsoleFrontEnd> {
  const page = import.meta.resolve('@zhixiao/console/index.html');
  const folder = fileURLToPath(new URL('./assets/', page));
  const assets = new Map<string, { contentType: string; body: Buffer }>();
  for (const name of await readdir(folder)) {
    const contentType = CONTENT_TYPES[name.split('.').at(-1) ?? ''];
    if (contentType) assets.set(name, { contentType, body: await readFile(folder + name) });
  }
  return { page: await readFile(fileURLToPath(page), 'utf8'), assets };
}
