import { chunked } from './chunked.ts';
import type { Column } from './column.ts';
import { type Heading, sheetEnd, sheetStart, startedRows, totalRow, writtenRow } from './sheet.ts';
import { type NamedSheet, sheetNameOf, workbookParts } from './workbook-parts.ts';
import { type ZipEntry, zipOf } from './zip.ts';

/** Excel's own limit, the header included. */
const MAX_ROWS = 1_048_576;

/** A list on its way into a sheet of a workbook, and into further ones where it is longer than a sheet. */
export interface SheetList {
  readonly name: string;
  readonly head: string;
  /** Of the rows that `head` has, the last is the columns' headers. */
  readonly headRows: number;
  readonly columns: number;
  /** Whether the last row is of sums. */
  readonly hasTotal: boolean;
  /** Writes each row, given the number that it has in its sheet. */
  readonly rows: AsyncIterable<(number: number) => string>;
}

/** @param heading stands above the columns, and has a row of sums written below them */
export function sheetListOf<Row>(
  name: string,
  rows: AsyncIterable<Row>,
  columns: readonly Column<Row>[],
  heading?: Heading,
): SheetList {
  const hasTotal = heading !== undefined && columns.some((column) => 'sums' in column);
  const written = async function* () {
    const sums = columns.map(() => 0);
    for await (const row of rows) {
      for (const [index, column] of columns.entries()) {
        if ('sums' in column && column.sums) sums[index] = (sums[index] ?? 0) + (column.value(row) ?? 0);
      }
      yield (number: number) => writtenRow(columns, row, number);
    }
    if (hasTotal) yield (number: number) => totalRow(columns, sums, number);
  };
  const head = sheetStart(columns, heading);
  return {
    name,
    head,
    headRows: startedRows(heading),
    columns: columns.length,
    hasTotal,
    rows: written(),
  };
}

/**
 * A list as an Excel workbook, as it is read: a list longer than a sheet goes on in the next. Amounts and
 * times are numbers to reckon with; long numbers are text, which Excel does not round.
 */
export function xlsxOf<Row>(
  rows: AsyncIterable<Row>,
  columns: readonly Column<Row>[],
  options: { readonly sheetName: string; readonly heading?: Heading; readonly rowsPerSheet?: number },
): AsyncGenerator<Buffer> {
  const { sheetName, heading, rowsPerSheet = MAX_ROWS } = options;
  return workbookOf([sheetListOf(sheetName, rows, columns, heading)], rowsPerSheet);
}

/** Several lists as one workbook, one after the other; each has a sheet of its own, also when it is empty. */
export function workbookOf(lists: readonly SheetList[], rowsPerSheet = MAX_ROWS): AsyncGenerator<Buffer> {
  return zipOf(entriesOf(lists, rowsPerSheet));
}

async function* entriesOf(lists: readonly SheetList[], rowsPerSheet: number): AsyncGenerator<ZipEntry> {
  const named: NamedSheet[] = [];
  for (const list of lists) {
    const { headRows } = list;
    const source = list.rows[Symbol.asyncIterator]();
    try {
      let next = await source.next();
      let sheets = 0;
      do {
        sheets += 1;
        named.push({ name: sheetNameOf(list.name, sheets), headRows });
        const sheet = async function* () {
          yield list.head;
          let row = headRows;
          for (; row < rowsPerSheet && !next.done; row += 1) {
            yield next.value(row + 1);
            next = await source.next();
          }
          const filtered = next.done && list.hasTotal ? row - 1 : row;
          yield sheetEnd({ columns: list.columns, from: headRows, to: filtered });
        };
        yield { name: `xl/worksheets/sheet${named.length}.xml`, content: chunked(sheet()) };
      } while (!next.done);
    } finally {
      await source.return?.();
    }
  }
  for (const [name, text] of Object.entries(workbookParts(named))) {
    yield { name, content: chunked(once(text)) };
  }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
