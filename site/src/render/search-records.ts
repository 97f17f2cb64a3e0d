import { FOLDER, type Language } from './language.ts';
import type { Page } from './page.ts';

/** One section of a page, as search finds it. */
export interface SearchRecord {
  readonly id: number;
  /** From the site's folder. */
  readonly address: string;
  readonly title: string;
  readonly heading: string;
  readonly text: string;
}

const HEADING = /^#{2,4} (.+?) \{#([\w.-]+)\}$/;

/** The sections of all pages in a language. A heading without an id of its own belongs to the section before it. */
export function searchRecords(pages: readonly Page[], language: Language): SearchRecord[] {
  const records: SearchRecord[] = [];
  for (const page of pages.filter((each) => each.language === language)) {
    const address = `${FOLDER[language]}${page.path === 'index' ? '' : `${page.path}.html`}`;
    let open = { address, heading: '', lines: [] as string[] };
    const close = () =>
      records.push({
        id: records.length,
        address: open.address,
        title: page.title,
        heading: open.heading,
        text: plain(open.lines.join('\n')),
      });
    for (const line of page.markdown.split('\n')) {
      const [, heading, id] = HEADING.exec(line) ?? [];
      if (heading === undefined) {
        open.lines.push(line);
        continue;
      }
      close();
      open = { address: `${address}#${id}`, heading: plain(heading), lines: [] };
    }
    close();
  }
  return records;
}

function plain(markdown: string): string {
  return markdown
    .replace(/^```.*$/gm, '')
    .replace(/^(?:[-*>]|\d+\.) /gm, '')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/[`*|]/g, ' ')
    .replace(/(?: -{3,} )+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
