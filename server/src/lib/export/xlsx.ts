import { yuanOf } from '@zhixiao/contract/money';
import { SHANGHAI_OFFSET_MS } from '@zhixiao/protocol/shanghai-time';
import { DAY_MS, SECOND_MS } from '../clock.ts';
import { chunked } from './chunked.ts';
import type { Column } from './column.ts';
import { type ZipEntry, zipOf } from './zip.ts';

/** Excel's own limit, the header included. */
const MAX_ROWS = 1_048_576;

/** A list on its way into a sheet of a workbook, and into further ones where it is longer than a sheet. */
export interface SheetList {
  readonly name: string;
  readonly head: string;
  /** Writes each row, given the number that it has in its sheet. */
  readonly rows: AsyncIterable<(number: number) => string>;
}

export function sheetListOf<Row>(
  name: string,
  rows: AsyncIterable<Row>,
  columns: readonly Column<Row>[],
): SheetList {
  const written = async function* () {
    for await (const row of rows) yield (number: number) => rowOf(columns, row, number);
  };
  return { name, head: sheetStart(columns), rows: written() };
}

/**
 * A list as an Excel workbook, as it is read: a list longer than a sheet goes on in the next. Amounts and
 * times are numbers to reckon with; long numbers are text, which Excel does not round.
 */
export function xlsxOf<Row>(
  rows: AsyncIterable<Row>,
  columns: readonly Column<Row>[],
  { sheetName, rowsPerSheet = MAX_ROWS }: { readonly sheetName: string; readonly rowsPerSheet?: number },
): AsyncGenerator<Buffer> {
  return workbookOf([sheetListOf(sheetName, rows, columns)], rowsPerSheet);
}

/** Several lists as one workbook, one after the other; each has a sheet of its own, also when it is empty. */
export function workbookOf(lists: readonly SheetList[], rowsPerSheet = MAX_ROWS): AsyncGenerator<Buffer> {
  return zipOf(entriesOf(lists, rowsPerSheet));
}

async function* entriesOf(lists: readonly SheetList[], rowsPerSheet: number): AsyncGenerator<ZipEntry> {
  const names: string[] = [];
  for (const list of lists) {
    const source = list.rows[Symbol.asyncIterator]();
    try {
      let next = await source.next();
      let sheets = 0;
      do {
        sheets += 1;
        names.push(sheetNameOf(list.name, sheets));
        const sheet = async function* () {
          yield list.head;
          for (let row = 1; row < rowsPerSheet && !next.done; row += 1) {
            yield next.value(row + 1);
            next = await source.next();
          }
          yield '</sheetData></worksheet>';
        };
        yield { name: `xl/worksheets/sheet${names.length}.xml`, content: chunked(sheet()) };
      } while (!next.done);
    } finally {
      await source.return?.();
    }
  }
  for (const [name, text] of Object.entries(workbookParts(names))) {
    yield { name, content: chunked(once(`${DECLARATION}${text}`)) };
  }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

/** Indices into `cellXfs` of the styles below. */
const STYLES = { fen: 1, time: 2, header: 3 };
const WIDTHS = { text: 24, fen: 14, count: 10, time: 20 };

function sheetStart<Row>(columns: readonly Column<Row>[]): string {
  const widths = columns.map(
    ({ kind }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${WIDTHS[kind]}" customWidth="1"/>`,
  );
  const headers = columns.map(({ header }, index) => textCell(`${letter(index)}1`, header, STYLES.header));
  return `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData><row r="1">${headers.join('')}</row>`;
}

function rowOf<Row>(columns: readonly Column<Row>[], row: Row, number: number): string {
  const cells = columns.map((column, index) => cellOf(`${letter(index)}${number}`, column, row));
  return `<row r="${number}">${cells.join('')}</row>`;
}

/** The name of a column: lists have no more of them than letters. */
function letter(index: number): string {
  return String.fromCharCode(65 + index);
}

/** An empty cell is left out. */
function cellOf<Row>(at: string, column: Column<Row>, row: Row): string {
  switch (column.kind) {
    case 'text': {
      const text = column.value(row);
      return text === undefined ? '' : textCell(at, text, 0);
    }
    case 'fen': {
      const fen = column.value(row);
      return fen === undefined ? '' : `<c r="${at}" s="${STYLES.fen}"><v>${yuanOf(fen)}</v></c>`;
    }
    case 'count': {
      const count = column.value(row);
      return count === undefined ? '' : `<c r="${at}"><v>${count}</v></c>`;
    }
    case 'time': {
      const instant = column.value(row);
      return instant ? `<c r="${at}" s="${STYLES.time}"><v>${serialOf(instant)}</v></c>` : '';
    }
  }
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
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(text.slice(0, MAX_TEXT))}</t></is></c>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML has no way to say most control characters, nor half a surrogate pair. */
function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '')
  );
}

function workbookParts(sheetNames: readonly string[]): Readonly<Record<string, string>> {
  const count = sheetNames.length;
  const numbers = sheetNames.map((_, index) => index + 1);
  const sheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const nameOf = (number: number) => escaped(sheetNames[number - 1] ?? '');
  const each = (part: (number: number) => string) => numbers.map(part).join('');
  return {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheet}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${sheet}.styles+xml"/>${each((number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${sheet}.worksheet+xml"/>`)}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${each((number) => `<sheet name="${nameOf(number)}" sheetId="${number}" r:id="rId${number}"/>`)}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships">${each((number) => `<Relationship Id="rId${number}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${number}.xml"/>`)}<Relationship Id="rId${count + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>`,
  };
}

/** Spreadsheets offer to repair a workbook whose sheets are called otherwise: 31 characters, and not all of them. */
function sheetNameOf(name: string, number: number): string {
  const suffix = number === 1 ? '' : ` ${number}`;
  const allowed = name
    .replaceAll(/[:\\/?*[\]]/g, ' ')
    .slice(0, SHEET_NAME_MAX - suffix.length)
    .replace(/[\uD800-\uDBFF]$/, '');
  return `${allowed.replaceAll(/^['\s]+|['\s]+$/g, '') || '1'}${suffix}`;
}

const SHEET_NAME_MAX = 31;
