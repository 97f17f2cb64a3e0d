const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/**
 * What looks wrong with a taxpayer number, in Chinese; undefined when nothing does. Never a reason to
 * refuse: numbers whose check digit does not hold (GB 32100) are in real use.
 */
export function taxNoWarning(taxNo: string): string | undefined {
  if (taxNo.length === 18) return isSocialCreditCode(taxNo) ? undefined : CHECK_DIGIT;
  // older organisations; people with an old or a new identity number and two digits more; temporary taxpayers
  const isKnownForm = /^([0-9A-Z]{15}|[0-9X]{17}|[0-9X]{20}|L[0-9A-Z]{18})$/.test(taxNo);
  return isKnownForm ? undefined : LENGTH;
}

const CHECK_DIGIT = '纳税人识别号的校验位不符，请核对是否有误';
const LENGTH = '纳税人识别号通常为 15、17、18 或 20 位（临时登记以 L 开头，19 位），请核对是否有误';

function isSocialCreditCode(code: string): boolean {
  const values = [...code].map((character) => CHARACTERS.indexOf(character));
  if (values.includes(-1)) return false;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * (values[index] ?? 0), 0);
  return (31 - (sum % 31)) % 31 === values[17];
}
