import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildAssets } from './build-assets.ts';
import { landingPage } from './landing/page.ts';
import { allPages } from './pages/all-pages.ts';
import { errorIndex } from './pages/errors.ts';
import { llmsFull, llmsIndex } from './pages/llms.ts';
import { ROOT } from './pages/open-api.ts';
import { markdownFile } from './pages/written.ts';
import { FOLDER, LANGUAGES } from './render/language.ts';
import { layout, linkFrom } from './render/layout.ts';
import { renderMarkdown } from './render/markdown.ts';
import type { Page } from './render/page.ts';
import { searchRecords } from './render/search-records.ts';

/**
 * Builds the documentation into `dist/`: a folder of files that any server can serve from anywhere. Its example address is
 * `http://127.0.0.1:8080`, for which our own server puts its own.
 */
const DIST = join(import.meta.dirname, '../dist');

/** Files that are offered as they are. */
const DOWNLOADS = [
  'docs/openapi.json',
  'docs/vectors.json',
  'clients/php/ZhixiaoPay.php',
  'clients/java/ZhixiaoPay.java',
  'clients/python/zhixiao_pay.py',
  'clients/go/zhixiaopay.go',
  'clients/csharp/ZhixiaoPay.cs',
  'clients/node/zhixiao-pay.mjs',
];

rmSync(DIST, { recursive: true, force: true });
const assets = await buildAssets(DIST);
const pages = allPages();
for (const page of pages) {
  const rendered = renderMarkdown(page.markdown, page.language, (target) => linkFrom(page, target));
  const shown = page.html === undefined ? rendered : { ...rendered, html: rendered.html + page.html };
  write(`${FOLDER[page.language]}${page.path}.html`, layout(page, shown, { pages, assets }));
  write(markdownFile(page), asMarkdown(page));
}
for (const language of LANGUAGES) {
  write(`search-${language}.json`, JSON.stringify(searchRecords(pages, language)));
  write(`errors-${language}.json`, JSON.stringify(errorIndex(language)));
  // no page of the documentation: a sandbox has it at `/`
  write(`landing/${language}.html`, landingPage(language, assets));
}
write('llms.txt', llmsIndex(pages));
write('llms-full.txt', llmsFull(pages));
for (const file of DOWNLOADS) {
  const target = join(DIST, file.replace(/^(docs|clients\/[a-z]+)\//, 'files/'));
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(ROOT, file), target);
}

function asMarkdown(page: Page): string {
  const text = page.markdown
    .replace(/ \{#[\w.-]+\}$/gm, '')
    .replace(/\]\((\/[^)\s]*)\)/g, (_, target: string) => `](${linkFrom(page, target, 'md')})`);
  return `# ${page.title}\n\n${text.trim()}\n`;
}

function write(file: string, text: string): void {
  const path = join(DIST, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

// the server finds the folder by this file
write('site.json', readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'));
