import type { PageBrand } from '@zhixiao/contract/cashier/plain-page';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Core } from '../../core.ts';
import { sendPage } from '../../http/send-page.ts';
import type { SchoolBrand } from '../../schools/brand.ts';
import { keepLanguage, languageOf } from './language.ts';
import { pageBrand } from './page-brand.ts';

export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What a page without scripts has to know of its language and its school. */
interface PageWords {
  readonly language: 'zh' | 'en';
  readonly otherLanguageHref: string;
  readonly brand?: PageBrand;
  readonly brandStyle?: string;
}

/** Sends a page of links and forms that runs no script, in the language asked for or chosen before. */
export function sendPlainPage(
  core: Pick<Core, 'publicUrl'>,
  { request, reply }: Exchange,
  self: {
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
    /** Of the school that the page belongs to. */
    readonly brand: SchoolBrand | undefined;
  },
  render: (words: PageWords) => string,
): FastifyReply {
  const language = languageOf(core, request);
  keepLanguage(core, request, reply);
  const other = new URLSearchParams({ ...self.query, lang: language === 'en' ? 'zh' : 'en' });
  const { branded, styles } = pageBrand(self.brand);
  const words = { language, otherLanguageHref: `${self.path}?${other}`, ...branded };
  return sendPage(reply, render(words), {
    'style-src': styles,
    'img-src': "'self' data:",
    'form-action': "'self'",
  });
}
