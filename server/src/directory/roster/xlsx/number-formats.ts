import { format, getFormatInfo, isDateFormat } from 'numfmt';
import { DATE, ROUNDED, UNKNOWN_FORMAT } from '../cell-text.ts';
import type { Cell } from '../sheet.ts';
import type { Package } from './package.ts';

const BYTES_MAX = 16 * 1024 * 1024;
/** Excel's own limit. */
const FORMAT_MAX = 255;
/** Excel keeps no more digits of a number. */
const EXACT_NUMBER_MAX = 1e15;
const DIGITS = 15;
const GENERAL = 'General';
const TEXT = '@';

/** Says what Excel shows in a cell, by the style the cell names. */
export interface NumberFormats {
  number(style: string | undefined, value: number): Cell;
  text(style: string | undefined, value: string): Cell;
}

export async function numberFormats(file: Package, part: string | undefined): Promise<NumberFormats> {
  const formats = part === undefined ? [] : await formatsOfStyles(file, part);
  const formatOf = (style: string | undefined) => formats[Number(style ?? 0)] ?? GENERAL;
  return {
    number(style, value) {
      const code = formatOf(style);
      if (isDate(code)) return DATE;
      if (!Number.isFinite(value)) return UNKNOWN_FORMAT;
      if (Math.abs(value) >= EXACT_NUMBER_MAX) return ROUNDED;
      const seen = Number(value.toPrecision(DIGITS));
      // longer numbers are seen in scientific notation, but all their digits are there
      return isPlain(code) ? String(seen) : shown(code, seen);
    },
    text(style, value) {
      const code = formatOf(style);
      return isPlain(code) || (!code.includes(';') && !code.includes(TEXT)) ? value : shown(code, value);
    },
  };
}

/** `General` or `@`, with a language before them or room behind. */
const PLAIN = /^(?:\[\$[^\]]*\])*(?:General|@)(?:_.|\\? )*$/i;

function isPlain(code: string): boolean {
  return code.length <= FORMAT_MAX && PLAIN.test(code);
}

const DATES = new Map<string, boolean>();

function isDate(code: string): boolean {
  const known = DATES.get(code);
  if (known !== undefined) return known;
  const found = code.length <= FORMAT_MAX && isDateFormat(code);
  if (DATES.size < 1_000) DATES.set(code, found);
  return found;
}

/** Numerals in Chinese (`[DBNum1]`) are not shown by the library. */
const CHINESE_NUMERALS = /\[(?:DBNum|NatNum)/i;

function shown(code: string, value: number | string): Cell {
  if (code.length > FORMAT_MAX || CHINESE_NUMERALS.test(code)) return UNKNOWN_FORMAT;
  try {
    const text = format(code, value, { locale: 'zh-CN' });
    // the separators of thousands are no part of a number
    return typeof value === 'number' && getFormatInfo(code).grouped ? text.replaceAll(',', '') : text;
  } catch {
    return UNKNOWN_FORMAT;
  }
}

/** The format codes of a workbook's cell styles, in their order. */
async function formatsOfStyles(file: Package, part: string): Promise<string[]> {
  const own = new Map<string, string>();
  const formats: string[] = [];
  let isCellStyles = false;
  await file.readXml(part, BYTES_MAX, {
    // Chinese programs write the name of `General` in Chinese
    opened(name, { numFmtId = '0', formatCode }) {
      if (name === 'numFmt') own.set(numFmtId, (formatCode ?? GENERAL).replaceAll('G/通用格式', GENERAL));
      else if (name === 'cellXfs') isCellStyles = true;
      else if (name === 'xf' && isCellStyles) formats.push(own.get(numFmtId) ?? builtIn(Number(numFmtId)));
    },
    closed(name) {
      if (name === 'cellXfs') isCellStyles = false;
    },
  });
  return formats;
}

/** The formats that need not be written down (ECMA-376 part 1, 18.8.30), those of Chinese editions included. */
function builtIn(id: number): string {
  const isDate = DATE_IDS.some(([first, last]) => id >= first && id <= last);
  return isDate ? 'yyyy/m/d' : (BUILT_IN[id] ?? GENERAL);
}

const DATE_IDS = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
] as const;
const BUILT_IN: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  5: '¥#,##0',
  6: '¥#,##0',
  7: '¥#,##0.00',
  8: '¥#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  37: '#,##0',
  38: '#,##0',
  39: '#,##0.00',
  40: '#,##0.00',
  41: '#,##0',
  42: '¥#,##0',
  43: '#,##0.00',
  44: '¥#,##0.00',
  48: '##0.0E+0',
  49: TEXT,
};
