import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Core } from '../../core.ts';
import { SECOND_MS } from '../../lib/clock.ts';

/** A cookie of the payer's pages: for the whole host, or for the one path that needs it. */
export interface PayerCookie {
  readonly name: string;
  readonly path: string;
}

/**
 * The name a cookie goes by. Over https browsers take a `__Host-` cookie from this host alone, so that none of its
 * neighbours in the domain can plant one; a cookie for one path can only have `__Secure-`. Over http, as in the
 * sandbox, there is neither.
 */
export function cookieName({ publicUrl }: Pick<Core, 'publicUrl'>, { name, path }: PayerCookie): string {
  if (!publicUrl.startsWith('https:')) return name;
  return path === '/' ? `__Host-${name}` : `__Secure-${name}`;
}

export function readCookie(
  core: Pick<Core, 'publicUrl'>,
  request: FastifyRequest,
  cookie: PayerCookie,
): string | undefined {
  return request.cookies[cookieName(core, cookie)];
}

/** Sets a cookie that no script reads and no other site sends along but by a link, for no longer than `lifeMs`. */
export function setCookie(
  core: Pick<Core, 'publicUrl'>,
  reply: FastifyReply,
  cookie: PayerCookie & { readonly value: string; readonly lifeMs: number },
): void {
  reply.setCookie(cookieName(core, cookie), cookie.value, {
    path: cookie.path,
    maxAge: Math.floor(cookie.lifeMs / SECOND_MS),
    httpOnly: true,
    sameSite: 'lax',
    secure: core.publicUrl.startsWith('https:'),
  });
}
