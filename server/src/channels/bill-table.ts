import { setImmediate as breathe } from 'node:timers/promises';
import { scaledDecimal } from '../lib/decimal.ts';
import { parseShanghaiTime } from '../lib/shanghai-day.ts';

/** A bill that is not what the channel describes, or not whole. The message names columns, never their values. */
export class UnreadableBill extends Error {
  override readonly name = 'UnreadableBill';
}

/** One line of a bill's table, its cells found by the names of their columns. */
export interface BillLine {
  /** Empty when the bill has no such column. */
  text(column: string): string;
  /** @throws UnreadableBill */
  fen(column: string): number;
  /** In thousandths of a fen. @throws UnreadableBill */
  milliFen(column: string): number;
  /** @throws UnreadableBill */
  instant(column: string): Date;
}

/** Reads lines under a header. Columns come and go with a bill's age, and their brackets vary. */
export interface BillTable {
  readonly width: number;
  indexOf(column: string): number;
  line(cells: readonly string[]): BillLine;
}

/** @throws UnreadableBill when a column that is needed is not there */
export function billTable(header: readonly string[], needed: readonly string[]): BillTable {
  const indexes = new Map(header.map((name, index) => [columnName(name), index]));
  for (const column of needed) {
    if (!indexes.has(column)) throw new UnreadableBill(`账单没有“${column}”列`);
  }
  const indexOf = (column: string) => indexes.get(column) ?? -1;
  return {
    width: header.length,
    indexOf,
    line: (cells) => {
      if (cells.length !== header.length) throw new UnreadableBill('账单有一行的列数与表头不符');
      const text = (column: string) => cells[indexOf(column)] ?? '';
      const decimal = (column: string, places: number) =>
        scaledDecimal(text(column), places) ?? fail(`账单的“${column}”不是金额`);
      return {
        text,
        fen: (column) => decimal(column, 2),
        milliFen: (column) => decimal(column, 5),
        instant: (column) => parseShanghaiTime(text(column)) ?? fail(`账单的“${column}”不是时间`),
      };
    },
  };
}

/** The most lines a bill may have; memory is the limit. */
export const MAX_LINES = 1_000_000;
const LINES_AT_ONCE = 2_000;

/** Visits every line of a text that has one, now and then letting other work go first. @throws UnreadableBill */
export async function eachLine(text: string, visit: (line: string) => void): Promise<void> {
  const lines = text.split('\n');
  if (lines.length > MAX_LINES) throw new UnreadableBill(`账单超过 ${MAX_LINES} 行`);
  for (const [index, line] of lines.entries()) {
    if (index % LINES_AT_ONCE === LINES_AT_ONCE - 1) await breathe();
    const whole = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (whole.trim() !== '') visit(whole);
  }
}

/** `订单金额（元）` and `订单金额(元)` are the same column as `订单金额`. */
function columnName(name: string): string {
  return name.trim().replace(/[（(][+-]?元[）)]$/u, '');
}

function fail(message: string): never {
  throw new UnreadableBill(message);
}
