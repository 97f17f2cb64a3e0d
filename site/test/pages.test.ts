import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import openApi from '../../docs/openapi.json' with { type: 'json' };
import { PARTNER_INTERFACES } from '../../server/src/apis/partner/interfaces.ts';
import { tokensOf } from '../src/browser/tokens.ts';
import { ORDER } from '../src/render/navigation.ts';

const DIST = join(import.meta.dirname, '../dist');
const CONTENT = join(import.meta.dirname, '../content');
const read = (file: string) => readFileSync(join(DIST, file), 'utf8');
const PAGES = globSync('**/*.html', { cwd: DIST, exclude: ['landing/**'] });

test('every page is there in Chinese and in English, with the same sections, and as Markdown', () => {
  expect(PAGES.toSorted()).toEqual(ORDER.flatMap((path) => [`${path}.html`, `en/${path}.html`]).toSorted());
  const ids = (file: string) => [...read(file).matchAll(/<h[23] id="([^"]+)"/g)].map(([, id]) => id);
  const index = read('llms.txt');
  for (const path of ORDER) {
    // those that take in the interface document have its sections in Chinese
    if (!['reference/envelope', 'reference/second-version'].includes(path)) {
      expect(ids(`en/${path}.html`), path).toEqual(ids(`${path}.html`));
    }
    for (const file of [`${path}.md`, `en/${path}.md`]) {
      expect(read(file)).toMatch(/^# .+\n\n/);
      expect(index).toContain(`](${file}): `);
    }
  }
});

test('every interface has its page, and every refusal its entry with cause and cure', () => {
  for (const name of [...Object.keys(PARTNER_INTERFACES), 'notification']) {
    expect(ORDER).toContain(`reference/${name}`);
  }
  for (const [file, cause, cure] of [
    ['errors.html', '原因', '处理'],
    ['en/errors.html', 'Cause', 'Cure'],
  ] as const) {
    const sections = read(file).split('<h3 id="').slice(1);
    expect(sections.map((section) => section.split('"')[0])).toEqual(Object.keys(openApi['x-errors']));
    for (const section of sections) {
      expect(section).toMatch(new RegExp(`<strong>${cause}</strong> [^<]{4,}`));
      expect(section).toMatch(new RegExp(`<strong>${cure}</strong> [^<]{4,}`));
    }
  }
});

test('every link leads to a page, a section or a file of the site', () => {
  const dead: string[] = [];
  for (const page of PAGES) {
    for (const [, target = ''] of read(page).matchAll(/(?:href|src)="([^"]*)"/g)) {
      const [path = '', anchor] = target.split('#');
      const file = normalize(path === '' ? page : join(page, '..', path)).replace(
        /(^|\/)(\.\/)?$/,
        '$1index.html',
      );
      const named = file.replace(/^\.\/?index\.html$/, 'index.html');
      const isThere =
        existsSync(join(DIST, named)) && (anchor === undefined || read(named).includes(`id="${anchor}"`));
      if (!isThere) dead.push(`${page}: ${target}`);
    }
  }
  expect(dead).toEqual([]);
});

test('nothing on a page runs or styles by itself, and nothing comes from elsewhere', () => {
  for (const page of PAGES) {
    const html = read(page);
    expect(html, page).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=|<iframe/i);
    expect(html, page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  }
});

/** Bytes as a browser fetches them, compressed. */
function scriptsOf(page: string): number {
  const sources = [...read(page).matchAll(/<script type="module" src="([^"]+)"/g)];
  return sources.reduce((sum, [, source = '']) => sum + gzipSync(read(join(page, '..', source))).length, 0);
}

test('a page is light: its script, and the debugger’s with its ciphers', () => {
  expect(scriptsOf('guides/refunds.html')).toBeLessThan(5_000);
  expect(scriptsOf('debugger.html')).toBeLessThan(45_000);
  for (const page of PAGES) expect(gzipSync(read(page)).length, page).toBeLessThan(30_000);
});

test('Chinese is found by pairs of characters, and names by their parts', () => {
  expect(tokensOf('退款单号 out_refund_no 的')).toEqual([
    '退款',
    '款单',
    '单号',
    'out_refund_no',
    'out',
    'refund',
    'no',
    '的',
  ]);
});

/** Code without its comments, and without what it prints, which are in the reader's language. */
function bare(code: string): string {
  return code
    .replace(/\/\/ .*$/gm, '')
    .replace(/^# .*$/gm, '')
    .replace(/\b(?:console\.log|print|echo)\b.*$/gm, (line) => line.replace(/'[^']*'|"[^"]*"/g, ''))
    .replace(/\[[^\]\n]*\]$/gm, '');
}

test('the code of both languages is the same', () => {
  for (const file of globSync('**/*.md', { cwd: join(CONTENT, 'zh') })) {
    const blocks = (language: string) =>
      [
        ...readFileSync(join(CONTENT, language, file), 'utf8').matchAll(
          /^```(sh|js|php|python).*\n([\s\S]*?)^```/gm,
        ),
      ].map(([, name, code = '']) => `${name} ${bare(code)}`);
    expect(blocks('en'), file).toEqual(blocks('zh'));
  }
});

test('moving over goes through every field of the interface', () => {
  const schemas: Record<string, { readonly type: string; readonly properties?: object }> =
    openApi.components.schemas;
  const fields = Object.entries(schemas)
    // two interfaces are new altogether, and have their pages
    .filter(([name]) => !/^(refund_query|piaoju_query)_/.test(name))
    .flatMap(([, { properties = {} }]) => Object.keys(properties));
  for (const file of ['guides/moving-over.md', 'en/guides/moving-over.md']) {
    const page = read(file);
    expect(
      fields.filter((field) => !page.includes(`\`${field}\``)),
      file,
    ).toEqual([]);
  }
});
