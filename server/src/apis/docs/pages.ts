import type { FastifyInstance } from 'fastify';
import type { Core } from '../../core.ts';
import { KEPT_FOR_EVER } from '../../http/headers.ts';
import type { PagePolicy } from '../../http/send-page.ts';
import { TEST_APP } from '../../sandbox/seed.ts';
import { type SiteFiles, sendSiteFile, siteFiles } from './site-files.ts';

interface DocsRoute {
  Params: { '*': string };
}

/** Pages name files of the site alone; the debugger calls the partner interface of this server. */
const POLICY: PagePolicy = {
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
};
/** Asked for again with each release. */
const KEPT_A_WHILE = 'public, max-age=300';

/**
 * The documentation at `/docs`, as it was built. Of the installation it says the public address alone, and in sandbox mode
 * the test app of the interface document.
 */
export function docsPages(server: FastifyInstance, core: Pick<Core, 'publicUrl'>, isSandbox: boolean): void {
  const files = siteFiles(core.publicUrl, isSandbox);
  server.get('/docs', (_request, reply) => reply.redirect('docs/'));
  server.get('/docs/installation.json', () => ({
    publicUrl: core.publicUrl,
    ...(isSandbox ? { sandbox: TEST_APP } : {}),
  }));
  server.get<DocsRoute>('/docs/*', async (request, reply) => {
    const name = request.params['*'];
    const file = await files.read(name === '' || name.endsWith('/') ? `${name}index.html` : name);
    // the sandbox's page at `/` (`apis/landing/`) is built beside the documentation and is no part of it
    if (/^landing(\/|$)/.test(name)) return reply.callNotFound();
    if (!file) {
      const whole = await wholeName(files, name);
      return whole === undefined ? reply.callNotFound() : reply.redirect(whole);
    }
    reply.header('cache-control', name.startsWith('assets/') ? KEPT_FOR_EVER : KEPT_A_WHILE);
    return sendSiteFile(request, reply, file, POLICY);
  });
}

/** Where an address leads that was typed without its end, such as `en` or `errors`; from the folder it is in. */
async function wholeName(files: SiteFiles, name: string): Promise<string | undefined> {
  const last = name.slice(name.lastIndexOf('/') + 1);
  if (last === '') return undefined;
  if (await files.read(`${name}/index.html`)) return `${last}/`;
  return (await files.read(`${name}.html`)) ? `${last}.html` : undefined;
}
