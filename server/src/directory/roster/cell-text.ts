import { foldNumber } from '../person.ts';
import type { Sentence } from './sentence.ts';

/** A number without the marks that people use to keep its digits in a spreadsheet: `="001"`, `'001`, `“001”`. */
export function numberText(text: string): string {
  let folded = foldNumber(text);
  for (;;) {
    const bare = withoutMark(folded);
    if (bare === folded) return folded;
    folded = bare;
  }
}

function withoutMark(text: string): string {
  const enclosed = FORMULA.exec(text) ?? ENCLOSED.exec(text);
  return (enclosed?.[1] ?? text.replace(/^['‘’‛`´′]/u, '')).trim();
}

const FORMULA = /^=\s*"([^"]*)"$/u;
const ENCLOSED = /^["“”「『'‘`]([^"“”「」『』'‘’`]*)["“”」』'’`]$/u;

/** A name without such marks; an apostrophe in front is one where no name begins with it. */
export function nameText(text: string): string {
  const name = FORMULA.exec(text)?.[1] ?? /^["“]([^"“”]*)["”]$/u.exec(text)?.[1] ?? text;
  return name.replace(/^['‘’`](?=[=+\-@\p{Script=Han}])/u, '').trim();
}

/** Why a text stands for no content of its own, whatever the column; undefined when it does. */
export function emptyOfContent(text: string): Sentence | undefined {
  if (ERRORS.test(text)) return errorCell(text);
  if (/^#{3,}$/.test(text)) return NARROW;
  if (/^=/.test(text)) return FORMULA_TEXT;
  return undefined;
}

/** A number whose digits a spreadsheet has lost. */
export function lostDigits(number: string): Sentence | undefined {
  if (/^[+-]?[0-9]+(?:\.[0-9]+)?E[+-][0-9]+$/i.test(number) || /^[0-9]+\.[0-9]+E[0-9]+$/i.test(number)) {
    return SCIENTIFIC;
  }
  if (/^[0-9]+\.0+$/.test(number)) return DECIMAL;
  if (/^[0-9]{1,3}(?:,[0-9]{3})+$/.test(number)) return GROUPED;
  if (MONTHS.test(number) || CALENDAR_DAY.test(number)) return DATE;
  return undefined;
}

/** What programs write for something that is not there. */
export const NOT_THERE = /^(?:null|nil|nan|none|undefined|n\/a|<na>|true|false)$/i;

/** The error values of Excel, WPS and LibreOffice. */
const ERRORS =
  /^(?:#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|BUSY!|CONNECT!|EXTERNAL!|PYTHON!|UNKNOWN!|GETTING_DATA)|Err:[0-9]{3})$/i;
const MONTH = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
/** As Excel writes a date in China: `2026/9/1`, `9月1日`. With hyphens it may well be a number. */
const CALENDAR_DAY =
  /^(?:(?:19|20)[0-9]{2}\/(?:0?[1-9]|1[0-2])\/(?:0?[1-9]|[12][0-9]|3[01])|(?:[0-9]{4}年)?[0-9]{1,2}月(?:[0-9]{1,2}日)?)$/;
const MONTHS = new RegExp(`^(?:[0-9]{1,2}-(?:${MONTH})|(?:${MONTH})-[0-9]{2})$`, 'i');

/** Names the error: it is one of a few, and nothing of a person. */
export function errorCell(error: string): Sentence {
  const name = ERRORS.test(error) ? error.toUpperCase() : '#ERROR';
  return {
    zh: `单元格是错误值 ${name}，请修正公式或直接填写内容`,
    en: `The cell is the error ${name}. Mend the formula or enter the text itself.`,
  };
}

const SCIENTIFIC: Sentence = {
  zh: '已被 Excel 转为科学计数法，请把该列设为文本后重新填写',
  en: 'Excel has turned it into scientific notation. Make the column text and enter it again.',
};
export const ROUNDED: Sentence = {
  zh: '是超过 15 位的数字，Excel 只保留前 15 位，请把该列设为文本后重新填写完整号码',
  en: 'It is a number of more than 15 digits, of which Excel keeps 15. Make the column text and enter it again.',
};
export const DATE: Sentence = {
  zh: '是日期，可能是 Excel 把编号改成了日期，请把该列设为文本后重新填写',
  en: 'It is a date; Excel may have made one of a number. Make the column text and enter it again.',
};
export const BOOLEAN: Sentence = {
  zh: '是逻辑值（TRUE 或 FALSE），请填写文字',
  en: 'It is a logical value (TRUE or FALSE). Enter text.',
};
export const NO_RESULT: Sentence = {
  zh: '是没有结果的公式，请用 Excel 或 WPS 打开文件，保存后再导入',
  en: 'It is a formula without a result. Open the file in Excel or WPS, save it and import that.',
};
export const UNKNOWN_FORMAT: Sentence = {
  zh: '数字格式无法识别，请把该列设为文本后重新填写',
  en: 'Its number format is not understood. Make the column text and enter it again.',
};
const DECIMAL: Sentence = {
  zh: '是带小数点的数字（.0），可能是导出程序所致，请按文本重新导出',
  en: 'It is a decimal number (.0), as programs write that take it for one. Export it again as text.',
};
const GROUPED: Sentence = {
  zh: '带千位分隔逗号，请把该列设为文本后重新填写',
  en: 'It has thousands separators. Make the column text and enter it again.',
};
const NARROW: Sentence = {
  zh: '是 ####，即列宽不够时的显示，请加宽该列后重新导出',
  en: 'It is ####, as a column too narrow shows. Widen the column and export it again.',
};
const FORMULA_TEXT: Sentence = {
  zh: '是公式而不是结果，请改为文字',
  en: 'It is a formula and not its result. Enter the text itself.',
};
