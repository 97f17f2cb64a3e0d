import { reasonText } from '@zhixiao/contract/words/reasons';
import { scaledDecimal } from '../lib/decimal.ts';
import { parseShanghaiTime } from '../lib/shanghai-day.ts';
import type { LineFault } from './bill.ts';

/** A bill that is not what the channel describes, or not whole. The message names columns, never their values. */
export class UnreadableBill extends Error {
  override readonly name = 'UnreadableBill';
}

/** One line of a bill that cannot be read; the rest of the bill can. */
export class UnreadableLine extends Error {
  override readonly name = 'UnreadableLine';
  readonly fault: LineFault;
  readonly column: string;

  constructor(fault: LineFault, column = '') {
    super(`${fault} ${column}`.trim());
    this.fault = fault;
    this.column = column;
  }
}

/** What a column holds; `free` is text of a merchant's, in which everything may stand, `any` is never read. */
type CellShape = 'money' | 'time' | 'word' | 'free' | 'any';

/** A column by the names it has had; the first is what messages call it. */
export interface BillColumn {
  readonly names: readonly string[];
  readonly shape: CellShape;
  /** What its values look like, more exactly, to tell them from a neighbour's. */
  readonly like?: RegExp;
  /** Without it the bill cannot be compared. */
  readonly isNeeded?: boolean;
}

/** One line of a bill's table, its cells found by the names of their columns. */
export interface BillLine {
  /** Empty when the bill has no such column. @throws UnreadableLine when it can be no number or word */
  text(column: string): string;
  /** @throws UnreadableLine */
  fen(column: string): number;
  /** In thousandths of a fen. @throws UnreadableLine */
  milliFen(column: string): number;
  /** @throws UnreadableLine */
  instant(column: string): Date;
}

/** Reads lines under a header. Columns come and go with a bill's age, stand in any order, and their brackets vary. */
export interface BillTable {
  readonly width: number;
  /** What each column of the file holds. */
  readonly shapes: readonly CellShape[];
  /** What the values of each column look like. */
  readonly likes: readonly RegExp[];
  /** The column the file begins its lines with, by the first of its names; undefined when it is none of ours. */
  readonly first: string | undefined;
  /** Whether the last column is free text. */
  readonly endsFreely: boolean;
  /** @param cells as many as there are columns */
  line(cells: readonly string[]): BillLine;
}

/** @throws UnreadableBill when a column that is needed is not there */
export function billTable(header: readonly string[], columns: readonly BillColumn[]): BillTable {
  const indexes = new Map<string, number>();
  const present = header.map(columnName);
  const shapes: CellShape[] = header.map(() => 'any');
  const likes: RegExp[] = header.map(() => LIKE.any);
  for (const { names, shape, like = LIKE[shape], isNeeded = false } of columns) {
    const [known = ''] = names;
    const index = names.map((name) => present.indexOf(name)).find((at) => at >= 0);
    if (index === undefined && isNeeded)
      throw new UnreadableBill(reasonText('bill_no_column', { column: known }));
    if (index === undefined) continue;
    indexes.set(known, index);
    shapes[index] = shape;
    likes[index] = like;
  }
  return {
    width: header.length,
    shapes,
    likes,
    first: [...indexes].find(([, index]) => index === 0)?.[0],
    endsFreely: shapes.at(-1) === 'free',
    line: (cells) => billLine(cells, indexes),
  };
}

/** `订单金额（元）` and `订单金额(元)` are the same column as `订单金额`; a backtick, a mark or a tab is none of the name. */
export function columnName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\s\uFEFF\u200B`"]/g, '')
    .replace(/\([+-]?元\)$/, '');
}

/** What text can be an amount, as bills write it: no signs of currencies, no groups of digits, no exponents. */
export const MONEY = /^[+-]?\d{1,15}(?:\.\d{1,10})?$/;
const TIME = /^\d{4}-\d{2}-\d{2} +\d{2}:\d{2}:\d{2}$/;
const ANYTHING = /^/;
const LIKE: Readonly<Record<CellShape, RegExp>> = {
  money: new RegExp(`${MONEY.source}|^$`),
  time: TIME,
  word: /^[^\s,"`]{0,128}$/,
  free: ANYTHING,
  any: ANYTHING,
};

/** Longer than any number that a channel or a merchant gives. */
const MAX_WORD = 128;

function billLine(cells: readonly string[], indexes: ReadonlyMap<string, number>): BillLine {
  const cell = (column: string) => cells[indexes.get(column) ?? -1]?.trim() ?? '';
  const decimal = (column: string, places: number) => {
    const amount = MONEY.test(cell(column)) ? scaledDecimal(cell(column), places) : undefined;
    if (amount === undefined) throw new UnreadableLine('amount', column);
    return amount;
  };
  return {
    text(column) {
      const text = cell(column);
      if (text.length > MAX_WORD || /[\p{Cc}\p{Cs}\uFFFD]/u.test(text))
        throw new UnreadableLine('text', column);
      return text;
    },
    fen: (column) => decimal(column, 2),
    milliFen: (column) => decimal(column, 5),
    instant(column) {
      const instant = TIME.test(cell(column)) && parseShanghaiTime(cell(column).replace(/ +/, ' '));
      if (!instant) throw new UnreadableLine('time', column);
      return instant;
    },
  };
}
