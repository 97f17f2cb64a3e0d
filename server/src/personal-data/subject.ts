import { maskName, maskNumber } from '../lib/mask.ts';

/** Whose data somebody asks about. */
export interface PersonSought {
  readonly schoolId: string;
  readonly by: 'user_no' | 'uid';
  readonly text: string;
}

/** One person, as far as a school's data identifies it. */
export interface Subject {
  readonly schoolId: string;
  /** Undefined for a payer who is not bound to a person. */
  readonly userNo: string | undefined;
  /** The two of the directory; undefined when it does not have the person. */
  readonly openId: string | undefined;
  readonly userName: string | undefined;
  /** Payers' uids that are known to be the person's own. */
  readonly uids: readonly string[];
}

/** An order that was made for the person, or which the person paid for somebody else. */
export interface OrderOf {
  readonly appId: string;
  readonly orderId: string;
  /** It was made for the person. */
  readonly isOwn: boolean;
}

/** What a list shows of whom a request is about. */
export function maskedSubject({ userNo, uids }: Pick<Subject, 'userNo' | 'uids'>): string {
  return maskNumber(userNo ?? uids[0] ?? '');
}

/** By which requests about the same person are found. */
export function subjectKey({ userNo, uids }: Pick<Subject, 'userNo' | 'uids'>): string {
  return userNo === undefined ? `uid ${uids[0] ?? ''}` : `user_no ${userNo.toLowerCase()}`;
}

/** Shorter ones stand in texts that have nothing to do with the person. */
const NAME_MIN_CHARACTERS = 2;
const NUMBER_MIN_CHARACTERS = 4;

/** A text in which the person's name and number are hidden, however large or wide their letters are written. */
export function withoutPerson(
  text: string,
  { userNo, userName }: { readonly userNo?: string | undefined; readonly userName?: string | undefined },
): string {
  const numberless = without(text, userNo, NUMBER_MIN_CHARACTERS, maskNumber);
  return without(numberless, userName, NAME_MIN_CHARACTERS, maskName);
}

function without(text: string, part: string | undefined, least: number, mask: (part: string) => string) {
  const characters = [...(part?.normalize('NFKC') ?? '')];
  if (characters.length < least) return text;
  const written = characters.map((each) => `[${[...spellings(each)].map(RegExp.escape).join('')}]`).join('');
  return text.replace(new RegExp(written, 'giu'), (found) => mask(found));
}

/** A character itself, and as wide as a Chinese one. */
function spellings(character: string): ReadonlySet<string> {
  const code = character.codePointAt(0) ?? 0;
  const isAscii = code > 0x20 && code < 0x7f;
  return new Set([character, isAscii ? String.fromCodePoint(code + 0xfee0) : character]);
}
