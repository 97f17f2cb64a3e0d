import { BOOLEAN, DATE, errorCell, NO_RESULT, UNKNOWN_FORMAT } from '../cell-text.ts';
import { DAMAGED, unreadable } from '../sentence.ts';
import { type Cell, NAMED_LINES_MAX, type SheetLine } from '../sheet.ts';
import { type Merge, mergeFiller } from './merges.ts';
import type { NumberFormats } from './number-formats.ts';
import { columnOf, lineOf } from './reference.ts';
import { joined, textCollector } from './strings.ts';
import { type Attributes, isTrue, unescaped, xmlParser } from './xml.ts';

const COLUMNS_MAX = 1_024;

export interface SheetParts {
  readonly strings: readonly string[];
  /** Whether the results that stand beside formulas are only placeholders. */
  readonly isUncalculated: boolean;
  readonly formats: NumberFormats;
  readonly merges: readonly Merge[];
}

/** Turns the XML of a sheet, in chunks of any size, into its displayed lines. */
export function rowReader(parts: SheetParts) {
  const hiddenColumns = hiddenColumnReader();
  const hiddenLines: { count: number; readonly first: number[] } = { count: 0, first: [] };
  const fill = mergeFiller(parts.merges);
  const cell = cellReader(parts);
  let done: SheetLine[] = [];
  let isCells = false;
  let line = 0;
  let isHidden = false;
  let cells: Cell[] = [];
  let column = -1;
  const endLine = () => {
    fill(line, cells);
    if (cells.every((text) => text === '')) return;
    if (!isHidden) {
      done.push({ line, cells });
      return;
    }
    hiddenLines.count += 1;
    if (hiddenLines.first.length < NAMED_LINES_MAX) hiddenLines.first.push(line);
  };
  const parser = xmlParser({
    opened(name, attributes) {
      if (name === 'sheetData') isCells = true;
      else if (!isCells) hiddenColumns.opened(name, attributes);
      else if (name === 'row') {
        const next = lineOf(attributes.r) ?? line + 1;
        // what stands in another order than it is seen may be read by the wrong headings, or by none
        if (next <= line) throw unreadable(DAMAGED);
        line = next;
        isHidden = isTrue(attributes.hidden) || Number(attributes.ht ?? 1) === 0;
        cells = [];
        column = -1;
      } else if (name === 'c') {
        column = columnOf(attributes.r) ?? column + 1;
        cell.begin(attributes);
      } else cell.opened(name);
    },
    text: (piece) => isCells && cell.add(piece),
    closed(name) {
      if (name === 'sheetData') isCells = false;
      if (!isCells) return;
      if (name === 'row') endLine();
      else if (name === 'c') put(cells, column, cell.taken());
      else cell.closed(name);
    },
  });
  return {
    read(text: string): SheetLine[] {
      parser.write(text);
      const lines = done;
      done = [];
      return lines;
    },
    end: () => parser.close(),
    hiddenColumns: hiddenColumns.places,
    hiddenLines,
  };
}

function put(cells: Cell[], column: number, cell: Cell): void {
  if (cell === '') return;
  if (column >= COLUMNS_MAX) throw unreadable(TOO_WIDE);
  while (cells.length < column) cells.push('');
  cells[column] = cell;
}

const TOO_WIDE = {
  zh: `工作表超过 ${COLUMNS_MAX} 列，请只保留需要导入的列`,
  en: `The sheet has more than ${COLUMNS_MAX} columns. Keep only those to import.`,
};

/** Reads the part of a sheet before its cells: which columns are hidden. */
function hiddenColumnReader() {
  const hidden = new Set<number>();
  return {
    places: hidden,
    opened(name: string, { min, max, hidden: isHidden, width, defaultColWidth }: Attributes) {
      if (name === 'sheetFormatPr' && defaultColWidth !== undefined && Number(defaultColWidth) === 0) {
        for (let place = 0; place < COLUMNS_MAX; place += 1) hidden.add(place);
      }
      if (name !== 'col') return;
      const isSeen = !isTrue(isHidden) && (width === undefined || Number(width) > 0);
      for (let place = Number(min) - 1; place < Math.min(Number(max), COLUMNS_MAX); place += 1) {
        if (isSeen) hidden.delete(place);
        else hidden.add(place);
      }
    },
  };
}

/** Collects one cell and gives its displayed text. */
function cellReader({ strings, formats, isUncalculated }: SheetParts) {
  const inline = textCollector();
  let attributes: Attributes = {};
  let value = '';
  let isValue = false;
  let hasValue = false;
  let isFormula = false;
  const shownText = (): Cell => {
    const type = attributes.t ?? 'n';
    if (type === 'inlineStr') return formats.text(attributes.s, inline.taken());
    if (isFormula && (isUncalculated || !hasValue || (type === 'n' && value === ''))) return NO_RESULT;
    if (!hasValue) return '';
    switch (type) {
      case 's':
        return value === '' ? '' : formats.text(attributes.s, shared(strings, value));
      case 'str':
        return formats.text(attributes.s, unescaped(value));
      case 'n':
        return value.trim() === '' ? '' : formats.number(attributes.s, Number(value));
      case 'b':
        return BOOLEAN;
      case 'e':
        return errorCell(value);
      case 'd':
        return DATE;
      default:
        return UNKNOWN_FORMAT;
    }
  };
  return {
    begin(of: Attributes) {
      attributes = of;
      value = '';
      isValue = false;
      hasValue = false;
      isFormula = false;
      inline.begin();
    },
    opened(name: string) {
      if (name === 'v') {
        isValue = true;
        hasValue = true;
      } else if (name === 'f') isFormula = true;
      else inline.opened(name);
    },
    add(piece: string) {
      if (isValue) value = joined(value, piece);
      inline.add(piece);
    },
    closed(name: string) {
      if (name === 'v') isValue = false;
      else inline.closed(name);
    },
    taken: shownText,
  };
}

/** @throws Refusal for a text that the workbook does not have */
function shared(strings: readonly string[], index: string): string {
  const text = strings[Number(index)];
  if (text === undefined) throw unreadable(DAMAGED);
  return text;
}
