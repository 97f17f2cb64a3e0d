import { maskName, maskNumber } from '../lib/mask.ts';

/** Whose data somebody asks about. */
export interface PersonSought {
  readonly schoolId: string;
  readonly by: 'user_no' | 'uid';
  readonly text: string;
}

/** One person as far as a school's data tells who it is. */
export interface Subject {
  readonly schoolId: string;
  /** Undefined of a payer whom nobody has bound to a person. */
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

/** A text in which the person's name and number are hidden. */
export function withoutPerson(
  text: string,
  {
    userNo = '',
    userName = '',
  }: { readonly userNo?: string | undefined; readonly userName?: string | undefined },
): string {
  const numberless =
    userNo.length >= NUMBER_MIN_CHARACTERS ? text.replaceAll(userNo, maskNumber(userNo)) : text;
  return [...userName].length >= NAME_MIN_CHARACTERS
    ? numberless.replaceAll(userName, maskName(userName))
    : numberless;
}
