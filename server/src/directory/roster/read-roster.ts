import { openCsv } from './csv.ts';
import type { Encoding } from './encoding.ts';
import { EMPTY_FILE, fileKind } from './file-kind.ts';
import { type Columns, HEADINGS, type HeadingLine, headingLine } from './headings.ts';
import { type RowRead, readRow } from './row.ts';
import { type Sentence, unreadable } from './sentence.ts';
import type { Cell, HiddenLines, OtherSheet, Sheet } from './sheet.ts';
import { openXlsx } from './xlsx/open-xlsx.ts';

/** A roster, read once from beginning to end in bounded memory. */
export interface RosterFile {
  /** The lines below the headings. @throws Refusal when the file as a whole is of no use */
  readonly rows: AsyncIterable<RowRead>;
  /** How much has been read, 0 to 1. */
  progress(): number;
  /** What was read of the file and what was not; all of it once the rows have been read. */
  source(): RosterSource;
}

export interface RosterSource {
  /** Of a workbook: the sheet that was read, and those that were not. */
  readonly sheet?: string | undefined;
  readonly otherSheets: readonly OtherSheet[];
  readonly headingLine: number;
  /** Lines with text above the headings. */
  readonly linesAbove: number;
  readonly hiddenLines: HiddenLines;
  /** Headings of hidden columns, or their letters. */
  readonly hiddenColumns: readonly string[];
  /** Headings that mean nothing here. */
  readonly ignoredColumns: readonly string[];
  /** Of text: what stands between the cells. */
  readonly separator?: string | undefined;
  readonly encodings: readonly string[];
}

/** Titles and notes stand above the headings, but not more lines of them than this. */
const HEADING_LINES_MAX = 30;

/**
 * Opens a roster by what is in the file, whatever it is called: XLSX, or text.
 * @param encoding of text, where guessing it field by field went wrong
 * @throws Refusal
 */
export async function readRoster(path: string, encoding?: Encoding): Promise<RosterFile> {
  const found = await fileKind(path);
  if (found.kind === 'refused') throw unreadable(found.sentence);
  const sheet = found.kind === 'zip' ? openXlsx(path) : await openCsv(path, encoding);
  const headings = headingSearch(sheet);
  async function* rows(): AsyncGenerator<RowRead> {
    for await (const read of sheet.lines) {
      const { line } = read;
      const cells = 'cells' in read ? read.cells : undefined;
      if (headings.take(line, cells)) continue;
      if (cells) {
        const row = readRow(headings.columns(), line, cells);
        if ('row' in row || !headings.repeat(cells)) yield row;
      } else if ('problem' in read) yield { errors: [{ line, field: '', message: read.problem }] };
    }
    headings.columns();
  }
  return { rows: rows(), progress: sheet.progress, source: () => sourceOf(sheet, headings.found()) };
}

interface Headings {
  readonly line: number;
  readonly linesAbove: number;
  readonly columns: Columns;
}

/** Looks for the headings line by line; the last of several that follow one another is the most exact. */
function headingSearch(sheet: Sheet) {
  let linesAbove = 0;
  let found: Headings | undefined;
  let isOver = false;
  let nearly: (HeadingLine & { readonly line: number }) | undefined;
  const refuse = () => unreadable(noHeadings(sheet, linesAbove, nearly));
  return {
    /** Whether the line belongs to the headings or stands above them. @throws Refusal when there are none */
    take(line: number, cells: readonly Cell[] | undefined): boolean {
      if (isOver) return false;
      const here = cells && headingLine(cells, sheet.about().hiddenColumns);
      if (here && 'columns' in here) {
        found = { line, linesAbove, columns: here.columns };
        linesAbove += 1;
        return true;
      }
      if (found) {
        isOver = true;
        return false;
      }
      if (here) nearly ??= { ...here, line };
      linesAbove += 1;
      if (linesAbove >= HEADING_LINES_MAX) throw refuse();
      return true;
    },
    /** Whether a line further down has the headings again, as where tables were put together; it counts from there. */
    repeat(cells: readonly Cell[]): boolean {
      const here = headingLine(cells, sheet.about().hiddenColumns);
      if (!found || !here || !('columns' in here)) return false;
      found = { ...found, columns: here.columns };
      return true;
    },
    found: () => found,
    columns(): Columns {
      if (!found) throw refuse();
      return found.columns;
    },
  };
}

function sourceOf(sheet: Sheet, found: Headings | undefined): RosterSource {
  const { name, otherSheets, hiddenLines, separator, encodings } = sheet.about();
  return {
    sheet: name,
    otherSheets,
    headingLine: found?.line ?? 0,
    linesAbove: found?.linesAbove ?? 0,
    hiddenLines,
    hiddenColumns: found?.columns.hidden ?? [],
    ignoredColumns: found?.columns.ignored ?? [],
    separator,
    encodings,
  };
}

function noHeadings(
  sheet: Sheet,
  lines: number,
  nearly: (HeadingLine & { readonly line: number }) | undefined,
): Sentence {
  const { name, otherSheets, hiddenLines } = sheet.about();
  const problem = headingProblem(lines, hiddenLines.count, nearly);
  if (name === undefined) return problem;
  const others = otherSheets.map((other) => other.name);
  return {
    zh: `工作表“${name}”：${problem.zh}${others.length > 0 ? `（没有读取其他工作表：${others.join('、')}）` : ''}`,
    en: `Sheet “${name}”: ${problem.en}${others.length > 0 ? ` (Sheets not read: ${others.join(', ')}.)` : ''}`,
  };
}

function headingProblem(
  lines: number,
  hiddenLines: number,
  nearly: (HeadingLine & { readonly line: number }) | undefined,
): Sentence {
  if (nearly && 'missing' in nearly) {
    const heading = HEADINGS[nearly.missing][0] ?? '';
    const { line } = nearly;
    return nearly.isHidden
      ? {
          zh: `第 ${line} 行是表头，其中“${heading}”列被隐藏，请取消隐藏后再导入`,
          en: `Line ${line} has the headings, but the column “${heading}” is hidden. Unhide it and import again.`,
        }
      : {
          zh: `第 ${line} 行像是表头，但没有“${heading}”列`,
          en: `Line ${line} looks like the headings, but there is no column “${heading}”.`,
        };
  }
  if (lines > 0) return NO_HEADINGS;
  return hiddenLines > 0 ? ALL_HIDDEN : EMPTY_FILE;
}

const NO_HEADINGS: Sentence = {
  zh: `前 ${HEADING_LINES_MAX} 行中没有表头，应有一行写明“学工号”（或学号、工号）和“姓名”；文本文件的列之间用英文逗号、制表符或分号分隔`,
  en: `No heading row was found in the first ${HEADING_LINES_MAX} lines. It must name 学工号 (or 学号, 工号) and 姓名. In a text file, separate the columns by commas, tabs or semicolons.`,
};
const ALL_HIDDEN: Sentence = {
  zh: '所有行都被隐藏或筛选掉了，请取消隐藏和筛选后再导入',
  en: 'All its lines are hidden or filtered out. Show them and import again.',
};
