import type { LineFault } from '../codes/reconciliation.ts';

/** A total that the lines of a bill do not come to, as an answer has it or as it is stored. */
interface Gap {
  readonly column: string;
  readonly unit: 'money' | 'count';
  readonly stated?: number | undefined;
  readonly counted: number;
}
interface UnreadLine {
  readonly lineNo: number;
  readonly fault: LineFault;
  readonly column: string;
  readonly gaps: readonly Gap[];
}

interface DetailWords {
  /** Where, and what is wrong there. */
  readonly line: (lineNo: number, fault: string) => string;
  readonly faults: Readonly<Record<LineFault, (column: string) => string>>;
  readonly gap: (column: string, stated: string, counted: string) => string;
  readonly illegible: string;
  readonly hidden: string;
}

const ZH: DetailWords = {
  line: (lineNo, fault) => `文件第 ${lineNo} 行：${fault}`,
  faults: {
    columns: () => '列数与表头不符',
    amount: (column) => `“${column}”不是金额`,
    time: (column) => `“${column}”不是时间`,
    text: (column) => `“${column}”含有无法识别的字符`,
    number: (column) => `“${column}”是空的`,
    length: () => '一行过长',
  },
  gap: (column, stated, counted) => `${column}：账单写 ${stated}，可读的明细合计 ${counted}`,
  illegible: '无法读取',
  hidden: '这笔不再另报“账单没有”',
};

const EN: DetailWords = {
  line: (lineNo, fault) => `Line ${lineNo} of the file: ${fault}`,
  faults: {
    columns: () => 'the number of values differs from the heading',
    amount: (column) => `“${column}” is not an amount`,
    time: (column) => `“${column}” is not a time`,
    text: (column) => `“${column}” has characters that cannot be read`,
    number: (column) => `“${column}” is empty`,
    length: () => 'too long',
  },
  gap: (column, stated, counted) =>
    `${column}: the bill says ${stated}, its readable lines add up to ${counted}`,
  illegible: 'an unreadable value',
  hidden: 'not listed again as missing in the bill',
};

export const BILL_DETAILS = { zh: ZH, en: EN };

/** What is wrong in a bill, in sentences; `isOurs` when a number of ours is in the line. */
export function detailSentences(words: DetailWords, detail: Gap | UnreadLine, isOurs: boolean): string[] {
  if (!('fault' in detail)) return [gapSentence(words, detail)];
  const { lineNo, fault, column, gaps } = detail;
  const where = words.line(lineNo, words.faults[fault](column));
  return [where, ...(isOurs ? [words.hidden] : []), ...gaps.map((gap) => gapSentence(words, gap))];
}

function gapSentence(words: DetailWords, { column, stated, counted, unit }: Gap): string {
  const shown = (value: number) => (unit === 'count' ? `${value}` : yuan(value));
  return words.gap(column, stated === undefined ? words.illegible : shown(stated), shown(counted));
}

/** Thousandths of a fen as yuan, with as many decimals as it takes but no fewer than two. */
function yuan(milliFen: number): string {
  const digits = `${Math.abs(milliFen)}`.padStart(6, '0');
  const decimals = digits.slice(-5).replace(/0{1,3}$/, '');
  return `${milliFen < 0 ? '-' : ''}${digits.slice(0, -5)}.${decimals}`;
}
