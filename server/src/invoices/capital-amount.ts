const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES = ['', '拾', '佰', '仟'];
const GROUPS = ['', '万', '亿', '万亿'];

/**
 * An amount in fen as it is written on receipts, 大写金额, by 支付结算办法附件一: 人民币 first, 整 after whole
 * 元 and whole 角, and a 零 for every gap, also before 角 or 分 where the place before them is empty.
 */
export function capitalAmount(fen: number): string {
  if (!Number.isSafeInteger(fen) || fen < 0) throw new RangeError(`not an amount in fen: ${fen}`);
  const [yuan, jiao, cents] = [Math.floor(fen / 100), Math.floor(fen / 10) % 10, fen % 10];
  const whole = yuan === 0 ? '' : `${wholeYuan(yuan)}元`;
  if (jiao === 0 && cents === 0) return `人民币${whole || '零元'}整`;
  // 壹拾元零伍角叁分: an empty place before 角 is read, as one before 分 is
  const tenth = jiao === 0 ? '' : `${whole && yuan % 10 === 0 ? '零' : ''}${DIGITS[jiao]}角`;
  if (cents === 0) return `人民币${whole}${tenth}整`;
  return `人民币${whole}${tenth}${whole && jiao === 0 ? '零' : ''}${DIGITS[cents]}分`;
}

/** Groups of four digits from the left; a 零 where zeros stand within a group, begin one, or are all of one. */
function wholeYuan(yuan: number): string {
  let text = '';
  let isGap = false;
  for (let group = GROUPS.length - 1; group >= 0; group -= 1) {
    const value = Math.floor(yuan / 10_000 ** group) % 10_000;
    for (let place = 3; place >= 0; place -= 1) {
      const digit = Math.floor(value / 10 ** place) % 10;
      if (digit === 0) {
        isGap = text !== '';
        continue;
      }
      text += `${isGap ? '零' : ''}${DIGITS[digit]}${PLACES[place]}`;
      isGap = false;
    }
    if (value === 0) continue;
    text += GROUPS[group];
    // zeros at the end of a group are not written before a group that begins with a digit
    isGap = false;
  }
  return text;
}
