import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Core } from '../../core.ts';
import { type PagePolicy, sendPage } from '../../http/send-page.ts';
import { keepLanguage, languageOf } from './language.ts';

export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What a page without scripts has to know of its language. */
interface PageLanguage {
  readonly language: 'zh' | 'en';
  readonly otherLanguageHref: string;
}

/** Sends a page of links and forms that runs no script, in the language asked for or chosen before. */
export function sendPlainPage(
  core: Pick<Core, 'publicUrl'>,
  { request, reply }: Exchange,
  self: { readonly path: string; readonly query: Readonly<Record<string, string>> },
  render: (language: PageLanguage) => string,
): FastifyReply {
  const language = languageOf(core, request);
  keepLanguage(core, request, reply);
  const other = new URLSearchParams({ ...self.query, lang: language === 'en' ? 'zh' : 'en' });
  return sendPage(reply, render({ language, otherLanguageHref: `${self.path}?${other}` }), POLICY);
}

const POLICY: PagePolicy = {
  'style-src': "'self'",
  'img-src': "'self' data:",
  'form-action': "'self'",
};
