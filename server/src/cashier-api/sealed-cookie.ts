import type { FastifyReply } from 'fastify';
import type { Core } from '../core.ts';
import { SECOND_MS } from '../lib/clock.ts';

/** A cookie that no script reads and no other site sends along but by a link, for one path and no longer than `lifeMs`. */
export function sealedCookie(
  { publicUrl }: Pick<Core, 'publicUrl'>,
  reply: FastifyReply,
  cookie: { readonly name: string; readonly value: string; readonly path: string; readonly lifeMs: number },
): void {
  reply.setCookie(cookie.name, cookie.value, {
    path: cookie.path,
    maxAge: Math.floor(cookie.lifeMs / SECOND_MS),
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
  });
}
