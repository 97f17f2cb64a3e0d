import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Core } from '../../core.ts';
import { queryText } from '../../http/query-text.ts';
import { cookieName, readCookie } from './payer-cookie.ts';

type Language = 'zh' | 'en';

/** Written by the cashier's script as well (`cashier/src/page.tsx`), under the same name. */
const COOKIE = { name: 'lang', path: '/' };
const KEPT_SECONDS = 365 * 24 * 60 * 60;

/** The language that a page is asked for in, or the one that this browser chose before. */
export function languageOf(core: Pick<Core, 'publicUrl'>, request: FastifyRequest): Language {
  return (queryText(request, 'lang') ?? readCookie(core, request, COOKIE)) === 'en' ? 'en' : 'zh';
}

/** Keeps the language that was asked for, if one was; there is a script that may change it. */
export function keepLanguage(
  core: Pick<Core, 'publicUrl'>,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  if (queryText(request, 'lang') === undefined) return;
  reply.setCookie(cookieName(core, COOKIE), languageOf(core, request), {
    path: COOKIE.path,
    maxAge: KEPT_SECONDS,
    sameSite: 'lax',
    secure: core.publicUrl.startsWith('https:'),
  });
}
