import type { Sentence } from './sentence.ts';

/**
 * What is wrong with the number of an identity document, folded and in capitals; undefined when nothing is.
 * Numbers of residents (and of foreigners and of people from Hong Kong, Macao and Taiwan who reside here) have
 * 18 characters and a check digit (GB 11643, ISO 7064 MOD 11-2), old ones 15 digits. Passports and permits follow
 * rules of their own and are not checked.
 */
export function identityNumberProblem(number: string): Sentence | undefined {
  if (/^[0-9]{17}[0-9X]$/.test(number)) {
    if (number.endsWith('000')) return CUT;
    if (!isDate(number.slice(6, 14))) return NO_DATE;
    return number.endsWith(checkDigit(number)) ? undefined : WRONG_CHECK;
  }
  if (/^[0-9]{15}$/.test(number)) return isDate(`19${number.slice(6, 12)}`) ? undefined : NO_DATE;
  if (number.length === 18 || /^[0-9]{16,}X?$/.test(number)) return WRONG_LENGTH;
  return undefined;
}

/** Whether Excel has cut a number that has the look of an identity number. */
export function isCutIdentityNumber(number: string): boolean {
  return /^[0-9]{15}000$/.test(number) && isDate(number.slice(6, 14));
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS = '10X98765432';

function checkDigit(number: string): string {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(number[at]), 0);
  return CHECK_DIGITS.charAt(sum % 11);
}

/** `yyyymmdd` that is a day on which somebody alive may have been born. */
function isDate(digits: string): boolean {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1900 && year < 2100 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const CUT: Sentence = {
  zh: '末三位是 000，应是 Excel 把号码当作数字，舍去了 15 位之后的部分；请把该列设为文本后重新填写完整号码，如号码确是如此，只填后六位',
  en: 'It ends in 000: Excel took it for a number and dropped what follows the 15th digit. Make the column text and enter whole numbers again; if this really is the number, enter its last six characters only.',
};
const NO_DATE: Sentence = {
  zh: '身份证号中的出生日期不存在，请核对',
  en: 'The date of birth in the identity number does not exist. Check it.',
};
const WRONG_CHECK: Sentence = {
  zh: '身份证号的校验位不对，请核对',
  en: 'The check digit of the identity number is wrong. Check the number.',
};
const WRONG_LENGTH: Sentence = {
  zh: '居民身份证号应为 18 位（末位可为 X）或旧的 15 位，请核对',
  en: 'An identity number has 18 digits (the last may be X), an old one 15. Check it.',
};
