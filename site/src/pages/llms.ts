import { LANGUAGES, type Language } from '../render/language.ts';
import type { Page } from '../render/page.ts';
import { markdownFile } from './written.ts';

const NAMES: Readonly<Record<Language, string>> = { zh: '中文', en: 'English' };

/** `llms.txt`: what this is, and where each page lies as Markdown. */
export function llmsIndex(pages: readonly Page[]): string {
  return `# Zhixiao Pay (知校聚合支付)

> A payment gateway that a school runs itself. Partner systems create orders over an AES-encrypted, MD5-signed HTTP interface (知校聚合支付接口文档 v1.27 and extensions), payers pay by WeChat Pay or Alipay, partners are notified until they acknowledge.

- [OpenAPI 3.1](files/openapi.json): every field, and every message that can be refused with (x-errors)
- [Vectors](files/vectors.json): envelopes step by step, and what common mistakes give
- [All pages in one file](llms-full.txt)

${LANGUAGES.map((language) => `## ${NAMES[language]}\n\n${listOf(pages, language)}`).join('\n\n')}
`;
}

function listOf(pages: readonly Page[], language: Language): string {
  return pages
    .filter((page) => page.language === language)
    .map((page) => `- [${page.title}](${markdownFile(page)}): ${page.summary}`)
    .join('\n');
}

/** Every English page in one file. */
export function llmsFull(pages: readonly Page[]): string {
  return pages
    .filter(({ language }) => language === 'en')
    .map(({ title, markdown }) => `# ${title}\n\n${linked(markdown).trim()}\n`)
    .join('\n');
}

/** With links that lead from the site's folder to the pages as Markdown. */
function linked(markdown: string): string {
  return markdown
    .replace(/ \{#[\w.-]+\}$/gm, '')
    .replace(/\]\(\/([\w/-]+)(?=[#)])/g, '](en/$1.md')
    .replace(/\]\(\//g, '](');
}
