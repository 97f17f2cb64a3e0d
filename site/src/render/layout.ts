import { escapeHtml } from './escape.ts';
import { FOLDER, HTML_LANG, type Language, OTHER } from './language.ts';
import type { Rendered } from './markdown.ts';
import { ORDER, SECTIONS } from './navigation.ts';
import type { Page } from './page.ts';

const WORDS = {
  zh: {
    name: '知校聚合支付',
    docs: '开发文档',
    skip: '跳到正文',
    search: '搜索',
    menu: '目录',
    contents: '本页内容',
    other: 'English',
    previous: '上一页',
    next: '下一页',
    asMarkdown: 'Markdown 原文',
    nav: '文档目录',
  },
  en: {
    name: 'Zhixiao Pay',
    docs: 'Docs',
    skip: 'Skip to the text',
    search: 'Search',
    menu: 'Menu',
    contents: 'On this page',
    other: '中文',
    previous: 'Previous',
    next: 'Next',
    asMarkdown: 'This page as Markdown',
    nav: 'Pages',
  },
} as const satisfies Record<Language, object>;

/** The built files that every page names, below `assets/`. */
export interface Assets {
  readonly style: string;
  readonly script: string;
  /** By the name of a page's own script. */
  readonly scripts: Readonly<Record<string, string>>;
}

export interface Site {
  readonly pages: readonly Page[];
  readonly assets: Assets;
}

/** The address of a page, or of a file, from another page: relative, so that the site may lie anywhere. */
function addressFrom(page: Pick<Page, 'path' | 'language'>, file: string): string {
  const depth = `${FOLDER[page.language]}${page.path}`.split('/').length - 1;
  const address = depth === 0 ? `./${file}` : '../'.repeat(depth) + file;
  return address.replace(/(^|\/)index\.html(?=#|$)/, '$1');
}

/** What `/guides/refunds#unknown` is from a page of the same language; `/openapi.json` and the like are files. */
export function linkFrom(page: Pick<Page, 'path' | 'language'>, target: string, ending = 'html'): string {
  const [path = '', anchor] = target.slice(1).split('#');
  const hash = anchor === undefined ? '' : `#${anchor}`;
  if (/\.[a-z]+$/i.test(path)) return addressFrom(page, path) + hash;
  return addressFrom(page, `${FOLDER[page.language]}${path === '' ? 'index' : path}.${ending}${hash}`);
}

/** A whole page of the site. Nothing in it runs or styles by itself: the server's content policy allows files only. */
export function layout(page: Page, { html, headings }: Rendered, site: Site): string {
  const { language, title, summary } = page;
  const words = WORDS[language];
  const link = (target: string) => escapeHtml(linkFrom(page, target));
  const asset = (name: string) => escapeHtml(addressFrom(page, `assets/${name}`));
  const other = addressFrom(page, `${FOLDER[OTHER[language]]}${page.path}.html`);
  const scripts = [site.assets.script, ...(page.script ? [site.assets.scripts[page.script] ?? ''] : [])];
  return `<!doctype html>
<html lang="${HTML_LANG[language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · ${words.name}</title>
<meta name="description" content="${escapeHtml(summary)}">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="${asset(site.assets.style)}">
<link rel="alternate" hreflang="${HTML_LANG[OTHER[language]]}" href="${escapeHtml(other)}">
<link rel="alternate" type="text/markdown" href="${escapeHtml(linkFrom(page, `/${page.path}`, 'md'))}">
${scripts.map((name) => `<script type="module" src="${asset(name)}"></script>`).join('\n')}
</head>
<body data-root="${escapeHtml(addressFrom(page, ''))}" data-language="${language}">
<a class="skip" href="#text">${words.skip}</a>
<header class="top">
<a class="brand" href="${link('/')}"><svg viewBox="0 0 24 24" aria-hidden="true"><rect class="plate" width="24" height="24" rx="6"/><path class="stroke" d="M7 12.5l3.2 3.2L17 9"/></svg><b>${words.name}</b> <span>${words.docs}</span></a>
<button type="button" class="search-button" hidden><span>${words.search}</span><kbd>/</kbd></button>
<a class="language" href="${escapeHtml(other)}" hreflang="${HTML_LANG[OTHER[language]]}" lang="${HTML_LANG[OTHER[language]]}">${words.other}</a>
</header>
<div class="frame">
<details class="menu"><summary>${words.menu}</summary></details>
<nav class="pages" aria-label="${words.nav}">${navigation(page, site)}</nav>
<main id="text"${page.kind ? ` class="${page.kind}"` : ''}>
<h1>${escapeHtml(title)}</h1>
${html}
${neighbours(page, site)}
</main>
${contents(headings, words.contents)}
</div>
</body>
</html>
`;
}

function navigation(page: Page, site: Site): string {
  return SECTIONS.map(({ title, paths }) => {
    const items = paths.map((path) => {
      const here = path === page.path ? ' aria-current="page"' : '';
      return `<li><a href="${escapeHtml(linkFrom(page, `/${path}`))}"${here}>${escapeHtml(titleOf(page, site, path))}</a></li>`;
    });
    return `<h2>${title[page.language]}</h2><ul>${items.join('')}</ul>`;
  }).join('');
}

function titleOf({ language }: Page, { pages }: Site, path: string): string {
  const found = pages.find((page) => page.path === path && page.language === language);
  if (!found) throw new Error(`there is no page ${path} in ${language}`);
  return found.title;
}

function contents(headings: Rendered['headings'], title: string): string {
  const shown = headings.filter(({ level }) => level === 2);
  if (shown.length < 2) return '';
  const items = shown.map(({ id, text }) => `<li><a href="#${escapeHtml(id)}">${escapeHtml(text)}</a></li>`);
  return `<nav class="contents" aria-label="${title}"><h2>${title}</h2><ul>${items.join('')}</ul></nav>`;
}

function neighbours(page: Page, site: Site): string {
  const words = WORDS[page.language];
  const at = ORDER.indexOf(page.path);
  const to = (path: string | undefined, rel: string, label: string) =>
    path === undefined
      ? ''
      : `<a rel="${rel}" href="${escapeHtml(linkFrom(page, `/${path}`))}"><small>${label}</small> ${escapeHtml(titleOf(page, site, path))}</a>`;
  const markdown = linkFrom(page, `/${page.path}`, 'md');
  return `<footer class="ends"><div class="neighbours">${to(ORDER[at - 1], 'prev', words.previous)}${to(ORDER[at + 1], 'next', words.next)}</div><p><a href="${escapeHtml(markdown)}">${words.asMarkdown}</a></p></footer>`;
}
