import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Refusal } from '../refusal.ts';
import type { School } from '../schools/school-store.ts';
import { isCommonPassword } from './common-passwords.ts';
import type { PasswordCost } from './password-cost.ts';

const derive = promisify(argon2);

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const MIN_LENGTH = 12;
const MAX_LENGTH = 128;

/** A password as it is stored: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. */
export function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  return written(password, randomBytes(SALT_BYTES), cost);
}

/** Several secrets of one owner under one salt: one calculation finds the secret that a text matches. */
export function hashTogether(secrets: readonly string[], cost: PasswordCost): Promise<string[]> {
  const salt = randomBytes(SALT_BYTES);
  return Promise.all(secrets.map((secret) => written(secret, salt, cost)));
}

/** A text as it would be stored with the salt and cost of a hash; undefined when that is none of ours. */
export async function hashLike(text: string, stored: string): Promise<string | undefined> {
  const parts = partsOf(stored);
  return parts && written(text, parts.salt, parts.cost);
}

/** Whether the password is the stored one; without a stored one it takes as long as one of `cost`, and is not. */
export async function isPassword(
  password: string,
  stored: string | undefined,
  cost: PasswordCost,
): Promise<boolean> {
  const parts = partsOf(stored ?? '');
  if (!parts) {
    await hashWith(password, Buffer.alloc(SALT_BYTES), cost);
    return false;
  }
  const { salt, hash } = parts;
  return timingSafeEqual(await hashWith(password, salt, parts.cost, hash.length), hash);
}

function partsOf(stored: string) {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(stored);
  if (!parts) return undefined;
  const [, memory, passes, parallelism, salt = '', hash = ''] = parts;
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

async function written(secret: string, salt: Buffer, cost: PasswordCost): Promise<string> {
  const { memory, passes, parallelism } = cost;
  const hash = await hashWith(secret, salt, cost);
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Whose password it is to be, and where: what stands in it is guessed first. */
export interface PasswordContext {
  readonly account: string;
  readonly schools: readonly Pick<School, 'schoolId' | 'name'>[];
}

/**
 * Long rather than complicated (NIST SP 800-63B), and not a common password.
 * @throws Refusal password_unfit
 */
export function checkPassword(password: string, context: PasswordContext): void {
  const problem = problemOf(password, context);
  if (problem !== undefined) throw new Refusal('password_unfit', { problem });
}

/** The product's names. */
const PRODUCT = ['zhixiao', '知校', '聚合支付'];
/** A shorter name or id of a school is part of too many words; a shorter account counts where it is a word of its own. */
const SHORTEST = 4;

function problemOf(password: string, { account, schools }: PasswordContext): string | undefined {
  if ([...password].length < MIN_LENGTH) return `密码至少 ${MIN_LENGTH} 个字符`;
  if (password.length > MAX_LENGTH) return `密码最多 ${MAX_LENGTH} 个字符`;
  if (new Set(password).size < 5) return '密码过于简单：重复的字符太多';
  const contains = (word: string) => isContained(word, password);
  if (account.length < SHORTEST ? isWordOf(account, password) : contains(account)) return '密码不能包含账号';
  const ofSchools = schools.flatMap(({ schoolId, name }) => [schoolId, name]).filter(isLong);
  if ([...ofSchools, ...PRODUCT].some(contains)) {
    return '密码不能包含学校或本系统的名称';
  }
  if (isCommonPassword(password)) return '密码过于常见';
  return undefined;
}

function isLong(word: string): boolean {
  return [...withoutSpaces(word)].length >= SHORTEST;
}

/** Whatever case, width and spaces it is written with. */
function isContained(word: string, text: string): boolean {
  return withoutSpaces(text).includes(withoutSpaces(word));
}

function withoutSpaces(text: string): string {
  return plainly(text).replaceAll(/\s/g, '');
}

/** Whether a text has a word between what is neither letter nor digit. */
function isWordOf(word: string, text: string): boolean {
  return plainly(text)
    .split(/[^\p{L}\p{N}]+/u)
    .includes(plainly(word));
}

function plainly(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function hashWith(
  password: string,
  nonce: Buffer,
  cost: PasswordCost,
  tagLength = HASH_BYTES,
): Promise<Buffer> {
  return derive('argon2id', { message: password.normalize('NFKC'), nonce, tagLength, ...cost });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
