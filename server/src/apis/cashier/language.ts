import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Core } from '../../core.ts';
import { queryText } from '../../http/query-text.ts';
import { cookieName, readCookie } from './payer-cookie.ts';

type Language = 'zh' | 'en';

/** Written by the cashier's script as well (`cashier/src/page.tsx`), under the same name. */
const COOKIE = { name: 'lang', path: '/' };
const KEPT_SECONDS = 365 * 24 * 60 * 60;

/** The language that a page is asked for in, the one that this browser chose before, or the one it prefers. */
export function languageOf(core: Pick<Core, 'publicUrl'>, request: FastifyRequest): Language {
  const chosen = queryText(request, 'lang') ?? readCookie(core, request, COOKIE);
  if (chosen !== undefined) return chosen === 'en' ? 'en' : 'zh';
  return preferredLanguage(request.headers['accept-language']);
}

/** Chinese unless English is preferred to it: of equals the first. @see RFC 9110, 12.5.4 */
export function preferredLanguage(accepted = ''): Language {
  const ranges = accepted.split(',').flatMap((range) => {
    const [, name, quality = '1'] = /^\s*(zh|en)(?:-[\w-]+)?\s*(?:;\s*q=([\d.]+))?\s*$/i.exec(range) ?? [];
    return name === undefined ? [] : [{ name: name.toLowerCase(), quality: Number(quality) }];
  });
  const [best] = ranges
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality);
  return best?.name === 'en' ? 'en' : 'zh';
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
