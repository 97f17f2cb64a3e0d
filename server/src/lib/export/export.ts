import type { Column } from './column.ts';
import { csvOf } from './csv.ts';
import { xlsxOf } from './xlsx.ts';

const EXPORT_FORMS = ['xlsx', 'csv'] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

/** A list on its way into a file; nothing is read before `body` is. */
export interface Export {
  readonly contentType: string;
  readonly fileName: string;
  readonly body: AsyncGenerator<Buffer>;
}

/** @param title names the file and the sheet */
export function exportOf<Row>(
  form: ExportForm,
  title: string,
  rows: AsyncIterable<Row>,
  columns: readonly Column<Row>[],
): Export {
  const fileName = `${title}.${form}`;
  if (form === 'csv') {
    return { contentType: 'text/csv; charset=utf-8', fileName, body: csvOf(rows, columns) };
  }
  return {
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    fileName,
    body: xlsxOf(rows, columns, { sheetName: title }),
  };
}
