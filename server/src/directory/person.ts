import type { Channel } from '../channels/channel.ts';

/** As in the interface document: 0 temporary, 1 student, 2 staff. */
export const IDENTITY_TYPE = { temporary: 0, student: 1, staff: 2 } as const;
export type IdentityType = (typeof IDENTITY_TYPE)[keyof typeof IDENTITY_TYPE];

/** As in the interface document: 0 unknown, 1 male, 2 female. */
export const SEX = { unknown: 0, male: 1, female: 2 } as const;
export type Sex = (typeof SEX)[keyof typeof SEX];

/** Somebody in a school's directory. */
export interface Person {
  readonly schoolId: string;
  /** 22 characters of base64url, given once and never changed. */
  readonly openId: string;
  /** Student or staff number, unique in the school. */
  readonly userNo: string;
  readonly userName: string;
  readonly sex: Sex;
  readonly identityType: IdentityType;
  readonly frozen: boolean;
}

/** A payer's uid that is known to be a person's own. */
export interface Binding {
  readonly channel: Channel;
  /** WeChat openid, or Alipay user id or open_id. */
  readonly uid: string;
}

/** An app by its id, or an operator by account. */
export interface NamedActor {
  readonly kind: 'app' | 'operator';
  readonly name: string;
}

/** Who asks: somebody with a name, or the payer. */
export type Actor = NamedActor | { readonly kind: 'payer' };

/** What only a person should know; kept as keyed hashes. */
export interface Proofs {
  /** The last six characters of the identity document's number. */
  readonly idTail?: string | undefined;
  /** Mobile phone number. */
  readonly phone?: string | undefined;
}

export const ID_TAIL = /^[0-9A-Z]{6}$/;
export const PHONE = /^1[0-9]{10}$/;

/** A number as typed by people: full-width digits and spaces around it count for nothing. */
export function foldNumber(text: string): string {
  return withoutInvisible(text.normalize('NFKC')).trim();
}

/** What two spellings of one name have in common: no spaces, no invisible characters, one middle dot. */
export function foldName(text: string): string {
  return withoutInvisible(text)
    .replace(/[\s\u3000]+/gu, '')
    .replace(/[·•・‧∙．.]/gu, '·')
    .toLowerCase();
}

/** Without zero-width and other format characters, which copying from documents leaves behind. */
export function withoutInvisible(text: string): string {
  return text.replace(/\p{Cf}/gu, '');
}
