import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { createServer, type ViteDevServer } from 'vite';

/** The console and the cashier, served from their sources. */
export interface FrontEnds {
  readonly console: ViteDevServer;
  readonly cashier: ViteDevServer;
  /** A page as the server answered it; what `cashier/dev/render.ts` left unrendered is rendered. */
  render(html: string): Promise<string>;
  close(): Promise<void>;
}

const UNRENDERED = /^<!--unrendered (\w+) ([\w+/=]+)-->$/;
const SCRIPT = /<script [^>]*src="\/cashier\/assets\/client\.js"[^>]*><\/script>/;
const STYLE = /<link [^>]*href="\/cashier\/assets\/client\.css"[^>]*>/;
const RELOADS = '<script type="module" src="/cashier/@vite/client"></script>';
const CLIENT = '<script type="module" src="/cashier/src/client.tsx"></script>';

/** @param server whose connections tell browsers of changes */
export async function openFrontEnds(root: string, server: Server): Promise<FrontEnds> {
  const serve = (name: string, appType: 'spa' | 'custom') =>
    createServer({
      root: join(root, name),
      base: `/${name}/`,
      cacheDir: join(root, '.cache', 'vite', name),
      appType,
      clearScreen: false,
      logLevel: 'warn',
      server: { middlewareMode: true, hmr: { server } },
    });
  const [console, cashier] = await Promise.all([serve('console', 'spa'), serve('cashier', 'custom')]);
  return {
    console,
    cashier,
    async render(html) {
      const [, name = '', input = ''] = UNRENDERED.exec(html) ?? [];
      if (name === '') return html;
      const pages = (await cashier.ssrLoadModule('/src/render.tsx')) as Record<
        string,
        (input: unknown) => string
      >;
      const page = pages[name]?.(JSON.parse(Buffer.from(input, 'base64').toString()));
      if (page === undefined) throw new Error(`cashier/src/render.tsx exports no ${name}`);
      return page.replace(SCRIPT, CLIENT).replace(STYLE, RELOADS + stylesOf(root));
    },
    async close() {
      await Promise.all([console.close(), cashier.close()]);
    },
  };
}

/** The built pages have one style of all that the client imports, also those that have no script. */
function stylesOf(root: string): string {
  const client = readFileSync(join(root, 'cashier', 'src', 'client.tsx'), 'utf8');
  return [...client.matchAll(/^import '\.\/([\w-]+\.css)';$/gm)]
    .map(([, file]) => `<link rel="stylesheet" href="/cashier/src/${file}">`)
    .join('');
}
