import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAccepted } from '../../http/assets.ts';
import { type PagePolicy, sendPage } from '../../http/send-page.ts';
import { TEST_APP } from '../../sandbox/seed.ts';

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
/** Of the pages' code; the test app of the interface document is there in the sandbox alone. */
const EXAMPLE_KEYS = [
  [TEST_APP.appId, 'YOUR_APPID'],
  [TEST_APP.appSecret, 'YOUR_APPSECRET'],
  [TEST_APP.aesKey, 'YOUR_AES_KEY_OF_32_CHARACTERS___'],
] as const;

const compress = promisify(gzip);

/**
 * @param isSandbox whether the test app in the pages' code can be used here
 * @throws when the documentation has not been built (`npm run build -w site`)
 */
export function siteFiles(publicUrl: string, isSandbox: boolean): SiteFiles {
  const folder = fileURLToPath(new URL('./', import.meta.resolve('@zhixiao/site/site.json')));
  const names = new Set(
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/')),
  );
  const kept = new Map<string, SiteFile>();
  const load = async (name: string): Promise<SiteFile> => {
    const text = (await readFile(folder + name, 'utf8')).replaceAll(EXAMPLE_URL, () => publicUrl);
    const hidden = isSandbox || !isPage(name) ? [] : EXAMPLE_KEYS;
    const body = Buffer.from(hidden.reduce((shown, [key, instead]) => shown.replaceAll(key, instead), text));
    const contentType = CONTENT_TYPES[extname(name).slice(1)] ?? OTHERS;
    return { contentType, body, compressed: await compress(body) };
  };
  return {
    async read(name) {
      // a folder has no ending
      if (!names.has(name) || extname(name) === '') return undefined;
      const file = kept.get(name) ?? (await load(name));
      kept.set(name, file);
      return file;
    },
  };
}

/** Whether a file says what is asked for, and not what is to be copied byte for byte. */
function isPage(name: string): boolean {
  return !/^(assets|files)\//.test(name);
}

/** Sends a file, compressed where that is accepted; a page goes under `policy`. */
export function sendSiteFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: SiteFile,
  policy: PagePolicy,
): FastifyReply {
  const isCompressed = isAccepted(request.headers['accept-encoding'], 'gzip');
  reply.header('vary', 'accept-encoding');
  if (isCompressed) reply.header('content-encoding', 'gzip');
  const body = isCompressed ? file.compressed : file.body;
  if (file.contentType.startsWith('text/html')) return sendPage(reply, body, policy);
  return reply.type(file.contentType).send(body);
}
