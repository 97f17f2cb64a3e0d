import { yuanOf } from '@zhixiao/contract/money';
import { SHANGHAI_OFFSET_MS } from '@zhixiao/protocol/shanghai-time';
import { DAY_MS, SECOND_MS } from '../clock.ts';
import type { Column } from './column.ts';
import { DECLARATION, escaped, MAIN, STYLES } from './workbook-parts.ts';

/** What stands above the columns of a sheet. */
export interface Heading {
  readonly title: string;
  /** What the list is of: the school, the days, the filters, who took it away and when. */
  readonly about: string;
}

const HEADING_ROWS = 2;

/** The rows that a sheet begins with: its heading, and the headers of its columns. */
export function startedRows(heading: Heading | undefined): number {
  return (heading ? HEADING_ROWS : 0) + 1;
}

/** Fits the width of a page, lying on its side; the headers stay in sight, and on each page of paper. */
export function sheetStart<Row>(columns: readonly Column<Row>[], heading: Heading | undefined): string {
  const rows = startedRows(heading);
  const widths = columns.map(
    (column, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${widthOf(column)}" customWidth="1"/>`,
  );
  const headers = columns.map(({ header }, index) =>
    textCell(`${letter(index)}${rows}`, header, STYLES.header),
  );
  const above = heading
    ? `<row r="1" ht="24" customHeight="1">${textCell('A1', heading.title, STYLES.title)}</row><row r="2">${textCell('A2', heading.about, STYLES.about)}</row>`
    : '';
  const view = `<sheetViews><sheetView workbookViewId="0"><pane ySplit="${rows}" topLeftCell="A${rows + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`;
  return `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>${view}<cols>${widths.join('')}</cols><sheetData>${above}<row r="${rows}">${headers.join('')}</row>`;
}

/** @param range what can be filtered: the number of columns, the row of the headers and the last row without the sums */
export function sheetEnd({ columns, from, to }: { columns: number; from: number; to: number }): string {
  const filter = `<autoFilter ref="A${from}:${letter(columns - 1)}${to}"/>`;
  const page =
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/><headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>';
  return `</sheetData>${filter}${page}</worksheet>`;
}

const WIDTHS = { text: 18, date: 12, fen: 14, count: 10, time: 20 };

/** Chinese letters are as wide as two digits. */
function widthOf<Row>({ kind, header, width = WIDTHS[kind] }: Column<Row>): number {
  const letters = [...header].reduce((sum, each) => sum + (each.charCodeAt(0) > 0xff ? 2 : 1), 0);
  return Math.max(width, letters + 2);
}

export function writtenRow<Row>(columns: readonly Column<Row>[], row: Row, number: number): string {
  const cells = columns.map((column, index) => cellOf(`${letter(index)}${number}`, column, row));
  return `<row r="${number}">${cells.join('')}</row>`;
}

/** The last row of a list: what its columns come to. */
export function totalRow<Row>(
  columns: readonly Column<Row>[],
  sums: readonly number[],
  number: number,
): string {
  const cells = columns.map((column, index) => {
    const at = `${letter(index)}${number}`;
    if (index === 0) return textCell(at, '合计', STYLES.totalText);
    if (!('sums' in column) || !column.sums) return `<c r="${at}" s="${STYLES.totalText}"/>`;
    const sum = sums[index] ?? 0;
    return column.kind === 'fen'
      ? `<c r="${at}" s="${STYLES.totalFen}"><v>${yuanOf(sum)}</v></c>`
      : `<c r="${at}" s="${STYLES.totalCount}"><v>${sum}</v></c>`;
  });
  return `<row r="${number}">${cells.join('')}</row>`;
}

/** The name of a column: lists have no more of them than letters. */
function letter(index: number): string {
  return String.fromCharCode(65 + index);
}

function cellOf<Row>(at: string, column: Column<Row>, row: Row): string {
  switch (column.kind) {
    case 'text':
      return textCell(at, column.value(row) ?? '', STYLES.text);
    case 'fen': {
      const fen = column.value(row);
      return valueCell(at, fen === undefined ? undefined : yuanOf(fen), STYLES.fen);
    }
    case 'count':
      return valueCell(at, column.value(row)?.toString(), STYLES.count);
    case 'time': {
      const instant = column.value(row);
      return valueCell(at, instant && serialOf(instant), STYLES.time);
    }
    case 'date': {
      const date = column.value(row);
      return valueCell(at, date && serialOf(new Date(`${date}T00:00:00+08:00`)), STYLES.date);
    }
  }
}

function valueCell(at: string, value: string | undefined, style: number): string {
  return value === undefined
    ? `<c r="${at}" s="${style}"/>`
    : `<c r="${at}" s="${style}"><v>${value}</v></c>`;
}

/** 1970-01-01 as Excel counts days. */
const EPOCH_DAY = 25_569;

function serialOf(instant: Date): string {
  const wholeSecondsMs = Math.floor((instant.getTime() + SHANGHAI_OFFSET_MS) / SECOND_MS) * SECOND_MS;
  return (EPOCH_DAY + wholeSecondsMs / DAY_MS).toFixed(10);
}

/** What a cell can hold, in characters. */
const MAX_TEXT = 32_767;

function textCell(at: string, text: string, style: number): string {
  if (text === '') return `<c r="${at}" s="${style}"/>`;
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(text.slice(0, MAX_TEXT))}</t></is></c>`;
}
