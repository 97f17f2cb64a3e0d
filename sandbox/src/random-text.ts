import { randomBytes } from 'node:crypto';

/** Random decimal digits. */
export function randomDigits(length: number): string {
  return pick('0123456789', length);
}

/** Random letters and digits. */
export function randomLetters(length: number): string {
  return pick('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', length);
}

/** The first few of an alphabet come a little more often: nobody here has to be kept from guessing. */
function pick(alphabet: string, length: number): string {
  let text = '';
  for (const byte of randomBytes(length)) text += alphabet[byte % alphabet.length];
  return text;
}
