import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A file of the built documentation. */
export interface SiteFile {
  readonly contentType: string;
  readonly body: Buffer;
  readonly compressed: Buffer;
}

/** The built documentation; a file is read when it is first asked for, and kept. */
export interface SiteFiles {
  /** @param name from the site's folder, with slashes */
  read(name: string): Promise<SiteFile | undefined>;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
};
/** What is not shown by a browser: clients to copy, and lists for programs. */
const OTHERS = 'text/plain; charset=utf-8';

/** In whose place the pages have this server's address. */
const EXAMPLE_URL = 'http://127.0.0.1:8080';

const compress = promisify(gzip);

/** @throws when the documentation has not been built (`npm run build -w site`) */
export function siteFiles(publicUrl: string): SiteFiles {
  const folder = fileURLToPath(new URL('./', import.meta.resolve('@zhixiao/site/site.json')));
  const names = new Set(
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/')),
  );
  const kept = new Map<string, Promise<SiteFile>>();
  return {
    async read(name) {
      const ending = /\.([a-z]+)$/i.exec(name)?.[1];
      if (!names.has(name) || ending === undefined) return undefined;
      const file = kept.get(name) ?? load(`${folder}${name}`, ending, publicUrl);
      kept.set(name, file);
      return file;
    },
  };
}

async function load(path: string, ending: string, publicUrl: string): Promise<SiteFile> {
  const text = await readFile(path, 'utf8');
  // scripts name no address; what they show they ask for
  const body = Buffer.from(ending === 'js' ? text : text.replaceAll(EXAMPLE_URL, publicUrl));
  return { contentType: CONTENT_TYPES[ending] ?? OTHERS, body, compressed: await compress(body) };
}
