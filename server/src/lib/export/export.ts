import type { Column } from './column.ts';
import { csvOf } from './csv.ts';
import type { Heading } from './sheet.ts';
import { xlsxOf } from './xlsx.ts';

const EXPORT_FORMS = ['xlsx', 'csv'] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

/** A list on its way into a file; nothing is read before `body` is. */
export interface Export {
  readonly contentType: string;
  readonly fileName: string;
  readonly body: AsyncGenerator<Buffer>;
}

/**
 * A list as a file: a workbook for people, with its heading and sums; CSV for programs, with headers and rows only.
 * @param days stand in the file's name: those that the list is of, or the one that it was taken away on
 */
export function exportOf<Row>(
  form: ExportForm,
  { heading, days }: { readonly heading: Heading; readonly days: string },
  rows: AsyncIterable<Row>,
  columns: readonly Column<Row>[],
): Export {
  const { title } = heading;
  const fileName = `${title} ${days}.${form}`;
  if (form === 'csv') {
    return { contentType: 'text/csv; charset=utf-8', fileName, body: csvOf(rows, columns) };
  }
  return {
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    fileName,
    body: xlsxOf(rows, columns, { sheetName: title, heading }),
  };
}
