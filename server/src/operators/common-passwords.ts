import { dictionary } from '@zxcvbn-ts/language-common';

let known: ReadonlySet<string> | undefined;

/** About 49,000 passwords that leaked most often, in lower case. It takes milliseconds to unpack, once. */
function commonPasswords(): ReadonlySet<string> {
  known ??= new Set(dictionary['passwords-common']);
  return known;
}

/** Shortest part of a password that is looked up by itself. */
const SHORTEST_PART = 3;
/** A shorter text does not get stronger by being repeated. */
const SHORTEST_UNIT = 8;
const BEGINNINGS = /^(?:0?123456789|abcdefg|qwerty|password|admin)/;
/** So much behind such a beginning is a password by itself: a phrase may begin with `administer`. */
const ENOUGH_BEHIND = 16;

/** Digits and signs, as in a date; more of them are a secret of their own. */
const ADDED_MAX = 10;
/** Unwrapped so often, one wrapping after the other. */
const UNWRAPPED_MAX = 4;

/**
 * Whether a password is one of those that are tried first: a common one, two of them in a row, or one with digits and
 * signs around it, with letters replaced by digits, or repeated; or one of the usual beginnings with little behind it. Its cost is bounded by the longest password that is
 * allowed.
 */
export function isCommonPassword(password: string): boolean {
  const text = password.normalize('NFKC').toLowerCase();
  const [beginning] = BEGINNINGS.exec(text) ?? [];
  if (beginning !== undefined) {
    const behind = text.slice(beginning.length);
    return behind.length < ENOUGH_BEHIND || isCommonPassword(behind);
  }
  if (unitOf(text).length < SHORTEST_UNIT) return true;
  const cores = new Set([text]);
  for (let round = 0; round < UNWRAPPED_MAX; round += 1) {
    for (const each of [...cores]) for (const unwrapped of unwrap(each)) cores.add(unwrapped);
  }
  return [...cores].some(isMadeOfCommon);
}

function unwrap(text: string): readonly string[] {
  const characters = [...text];
  const first = characters.findIndex(isLetter);
  const afterLast = characters.findLastIndex(isLetter) + 1;
  return [
    unitOf(text),
    ...(first <= ADDED_MAX ? [characters.slice(first).join('')] : []),
    ...(characters.length - afterLast <= ADDED_MAX ? [characters.slice(0, afterLast).join('')] : []),
    ...withLettersRestored(text),
  ];
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character);
}

function isMadeOfCommon(text: string): boolean {
  if (text.length < SHORTEST_PART) return false;
  const common = commonPasswords();
  if (common.has(text)) return true;
  for (let cut = SHORTEST_PART; cut <= text.length - SHORTEST_PART; cut += 1) {
    if (common.has(text.slice(0, cut)) && common.has(text.slice(cut))) return true;
  }
  return false;
}

/** What a text repeats, or the text: `abcabcabc` is `abc`. */
function unitOf(text: string): string {
  return text.slice(0, (text + text).indexOf(text, 1));
}

/** The usual replacements undone: `p@ssw0rd` is `password`; 1 may stand for i or l. */
function withLettersRestored(text: string): readonly string[] {
  const restored = text.replace(/[@4$5037!]/g, (sign) => LETTERS[sign] ?? sign);
  return ['i', 'l'].map((letter) => restored.replaceAll('1', letter));
}

const LETTERS: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  $: 's',
  '5': 's',
  '0': 'o',
  '3': 'e',
  '7': 't',
  '!': 'i',
};
