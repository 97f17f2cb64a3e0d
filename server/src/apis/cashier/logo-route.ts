import type { FastifyInstance } from 'fastify';
import type { Core } from '../../core.ts';
import { KEPT_FOR_EVER } from '../../http/headers.ts';
import { LOGO_PATH } from '../../schools/brand.ts';
import { logoByHash } from '../../schools/set-brand.ts';

/** Schools' logos, each named after what is in it; `under` the console as well, which may have a host of its own. */
export function logoRoute(server: FastifyInstance, core: Core, under: '' | '/console'): void {
  server.get<{ Params: { file: string } }>(`${under}${LOGO_PATH}`, async (request, reply) => {
    const [, hash = ''] = /^([0-9a-f]{32})\.png$/.exec(request.params.file) ?? [];
    const png = await logoByHash(core, hash);
    if (!png) return reply.notHere().callNotFound();
    return reply.type('image/png').header('cache-control', KEPT_FOR_EVER).send(png);
  });
}
