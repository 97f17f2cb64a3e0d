import { randomInt } from 'node:crypto';

/** Random decimal digits. */
export function randomDigits(length: number): string {
  return pick('0123456789', length);
}

/** Random letters and digits. */
export function randomLetters(length: number): string {
  return pick('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', length);
}

function pick(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
