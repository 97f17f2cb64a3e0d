/** Half and full width: spreadsheets of East Asia take either for the same. */
const SIGN = '[=+\\-@＝＋－＠﹢﹣﹦﹫−]';
/** Invisible blanks, marks and control characters, except line breaks, after which a cell begins again. */
const UNSEEN = '(?:(?![\\t\\r\\n])[\\s\\p{Cc}\\p{Cf}])*';
const FORMULA = new RegExp(`(^|[\\t\\r\\n])(?=${UNSEEN}${SIGN})`, 'gu');

/**
 * Text for a cell of a CSV file. Spreadsheets run what begins like a formula, trim what they read, and split a cell
 * where somebody pastes it: an apostrophe makes each such beginning the text that it is.
 */
export function formulaSafe(text: string): string {
  const marked = text.replace(FORMULA, "$1'");
  return /^[\t\r\n]/.test(marked) ? `'${marked}` : marked;
}
