import MiniSearch, { type SearchResult } from 'minisearch';
import type { SearchRecord } from '../render/search-records.ts';
import { tokensOf } from './tokens.ts';

export type Found = SearchResult & Omit<SearchRecord, 'id'>;

const MAX_FOUND = 12;

/** Fetches the sections of a language and indexes them: searching needs nothing but this site's files. */
export async function openSearch(root: string, language: string): Promise<(wanted: string) => Found[]> {
  const answer = await fetch(`${root}search-${language}.json`);
  const records = (await answer.json()) as SearchRecord[];
  const index = new MiniSearch<SearchRecord>({
    fields: ['heading', 'title', 'text'],
    storeFields: ['address', 'title', 'heading', 'text'],
    tokenize: tokensOf,
    processTerm: (term) => term,
    searchOptions: { boost: { heading: 4, title: 2 }, prefix: true },
  });
  index.addAll(records);
  return (wanted) => {
    const all = index.search(wanted, { combineWith: 'AND' });
    const some = all.length > 0 ? all : index.search(wanted, { combineWith: 'OR' });
    return some.slice(0, MAX_FOUND) as Found[];
  };
}
