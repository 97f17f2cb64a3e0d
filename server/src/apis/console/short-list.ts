import type { ListQuery } from '@zhixiao/contract/console/list';
import { type Page, pageOf } from '../../lib/page.ts';

/** The rows one of whose names has `text` in it, in letters of either case. */
export function named<Row>(
  rows: readonly Row[],
  text: string | undefined,
  namesOf: (row: Row) => readonly (string | undefined)[],
): readonly Row[] {
  const part = text?.trim().toLowerCase();
  return part ? rows.filter((row) => namesOf(row).some((name) => name?.toLowerCase().includes(part))) : rows;
}

/** The requested page; without a limit, everything. */
export function shortPage<Row>(
  rows: readonly Row[],
  { after, limit = rows.length }: ListQuery,
  keyOf: (row: Row) => string,
): Page<Row> {
  const begin = after === undefined ? 0 : rows.findIndex((row) => keyOf(row) === after) + 1;
  return pageOf(rows.slice(begin), limit, keyOf);
}
