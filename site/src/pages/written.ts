import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER, type Language } from '../render/language.ts';
import type { Page } from '../render/page.ts';
import { ROOT } from './open-api.ts';

const CONTENT = join(import.meta.dirname, '../../content');
const INCLUDE = /^<!-- include (\S+)#(.+) -->$/gm;

/** A page that was written: its title is the first line, its summary the first paragraph. */
export function writtenPage(language: Language, path: string): Page {
  const file = join(CONTENT, language, `${path}.md`);
  const text = readFileSync(file, 'utf8').replace(INCLUDE, (_, from: string, heading: string) =>
    sectionOf(readFileSync(join(ROOT, from), 'utf8'), heading),
  );
  const [, title, markdown = ''] = /^# (.+)\n+([\s\S]*)$/.exec(text) ?? [];
  const summary = /^[^\n]+/.exec(markdown)?.[0];
  if (title === undefined || summary === undefined) throw new Error(`${file} has no title or no summary`);
  return { language, path, title, summary: plain(summary), markdown };
}

/** What stands below a heading of a document up to the next of its level. */
function sectionOf(document: string, heading: string): string {
  const [, section] = document.split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`there is no section ${heading}`);
  // what it links to in the repository is in the vectors that the site offers
  return (section.split('\n## ')[0] ?? '')
    .trim()
    .replace(/\]\(\.\.\/protocol\/test\/[^)]*\)/g, '](/files/vectors.json)');
}

function plain(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
}

/** Where the Markdown of a page lies in the site. */
export function markdownFile({ language, path }: Page): string {
  return `${FOLDER[language]}${path}.md`;
}
