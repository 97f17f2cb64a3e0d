import { yuanOf } from '@zhixiao/contract/money';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import { chunked } from './chunked.ts';
import type { Column } from './column.ts';
import { formulaSafe } from './formula-safe.ts';

/**
 * A list as CSV for spreadsheets: UTF-8 with a byte order mark, or Excel takes it for GBK, and CRLF. Reads
 * `rows` as fast as the answer is taken, so that a list of any length needs little memory.
 */
export function csvOf<Row>(
  rows: AsyncIterable<Row>,
  columns: readonly Column<Row>[],
): AsyncGenerator<Buffer> {
  return chunked(linesOf(rows, columns));
}

async function* linesOf<Row>(
  rows: AsyncIterable<Row>,
  columns: readonly Column<Row>[],
): AsyncGenerator<string> {
  yield `\uFEFF${lineOf(columns.map(({ header }) => header))}`;
  for await (const row of rows) yield lineOf(columns.map((column) => cellOf(column, row)));
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

function cellOf<Row>(column: Column<Row>, row: Row): string {
  switch (column.kind) {
    case 'text':
      return spreadsheetSafe(column.value(row) ?? '');
    case 'date':
      return column.value(row) ?? '';
    case 'fen': {
      const fen = column.value(row);
      return fen === undefined ? '' : yuanOf(fen);
    }
    case 'count':
      return column.value(row)?.toString() ?? '';
    case 'time': {
      const instant = column.value(row);
      return instant ? formatShanghaiTime(instant) : '';
    }
  }
}

/** Spreadsheets round numbers beyond 15 digits: a tab after them, as the channels' own bills have it, makes them text. */
function spreadsheetSafe(text: string): string {
  if (/^\d{12,}$/.test(text)) return `${text}\t`;
  return formulaSafe(text);
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
