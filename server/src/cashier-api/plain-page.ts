import type { FastifyReply, FastifyRequest } from 'fastify';
import { type PagePolicy, sendPage } from '../http/send-page.ts';

export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What a page without scripts has to know of its language. */
interface PageLanguage {
  readonly language: 'zh' | 'en';
  readonly otherLanguageHref: string;
}

const LANGUAGE_SECONDS = 365 * 24 * 60 * 60;

/** Sends a page of links and forms that runs no script, in the language asked for or chosen before. */
export function sendPlainPage(
  { request, reply }: Exchange,
  self: { readonly path: string; readonly query: Readonly<Record<string, string>> },
  render: (language: PageLanguage) => string,
): FastifyReply {
  const { lang } = request.query as { lang?: string };
  const language = (lang ?? request.cookies.lang) === 'en' ? 'en' : 'zh';
  if (lang !== undefined) {
    reply.setCookie('lang', language, { path: '/', maxAge: LANGUAGE_SECONDS, sameSite: 'lax' });
  }
  const other = new URLSearchParams({ ...self.query, lang: language === 'en' ? 'zh' : 'en' });
  return sendPage(reply, render({ language, otherLanguageHref: `${self.path}?${other}` }), POLICY);
}

const POLICY: PagePolicy = {
  'style-src': "'self'",
  'img-src': "'self' data:",
  'form-action': "'self'",
};
