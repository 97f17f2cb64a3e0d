import { parseBoundedJson } from './json.ts';

/** A parameter that breaks the interface document; the Chinese message names the field. */
export class FieldError extends Error {
  override readonly name = 'FieldError';
  readonly field: string;
  readonly problem: string;
  constructor(field: string, problem: string) {
    super(`${field} ${problem}`);
    this.field = field;
    this.problem = problem;
  }
}

/** What a reader takes, for the documents that are made from it. */
export interface Accepts {
  readonly type: 'text' | 'fee' | 'choice' | 'url' | 'object';
  /** Bytes of UTF-8. */
  readonly maxBytes?: number;
  readonly maxCharacters?: number;
  readonly pattern?: RegExp;
  readonly values?: readonly number[];
  /** Fen. */
  readonly max?: number;
  readonly shape?: Shape;
}

/** Reads a value that is present; throws FieldError when it does not fit. */
export interface Reader<T> {
  (value: unknown, field: string): T;
  readonly accepts?: Accepts;
}

/** A reader that says what it takes. */
export function accepting<T>(accepts: Accepts, read: (value: unknown, field: string) => T): Reader<T> {
  return Object.assign(read, { accepts });
}

interface Field<T> {
  readonly optional: boolean;
  readonly read: Reader<T>;
}

/** A field that must be there. */
export function required<T>(read: Reader<T>): Field<T> & { optional: false } {
  return { optional: false, read };
}

/** A field that may be missing; `null` and `""` mean missing too (protocol, "numbers"). */
export function optional<T>(read: Reader<T>): Field<T> & { optional: true } {
  return { optional: true, read };
}

/** An optional field of a request: PHP, which has one type for lists and objects, writes `[]` where there is none. */
export function optionalAsPhp<T>(read: Reader<T>): Field<T | undefined> & { optional: true } {
  const orNone = (value: unknown, field: string) => (isEmptyArray(value) ? undefined : read(value, field));
  return optional(read.accepts ? accepting(read.accepts, orNone) : orNone);
}

export function isEmptyArray(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

export type Shape = Readonly<Record<string, Field<unknown>>>;

/** What reading a shape gives: every key is there, missing optional ones as undefined. */
export type Values<S extends Shape> = {
  readonly [K in keyof S]: S[K] extends { optional: true; read: Reader<infer T> }
    ? T | undefined
    : S[K] extends { read: Reader<infer T> }
      ? T
      : never;
};

/**
 * Reads the known fields of `input`; unknown fields are ignored (protocol, "numbers").
 * @throws FieldError naming the first field that is wrong
 */
export function readFields<S extends Shape>(shape: S, input: unknown, where = 'param'): Values<S> {
  if (!isRecord(input)) throw new FieldError(where, '必须是 JSON 对象');
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(shape) as (keyof S & string)[]) {
    const field = shape[name] as Field<unknown>;
    const raw = Object.hasOwn(input, name) ? input[name] : undefined;
    const label = where === 'param' ? name : `${where}.${name}`;
    if (raw === undefined || raw === null || raw === '') {
      if (!field.optional) throw new FieldError(label, '不能为空');
      values[name] = undefined;
    } else {
      values[name] = field.read(raw, label);
    }
  }
  return values as Values<S>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// PostgreSQL text cannot hold NUL, and no human text needs the other controls. Those from 0x80 on stand in text that
// was read in a wrong charset once.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const FORBIDDEN_CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/;
/** A surrogate without its other half; `isWellFormed` is not in Node 18, which partners may have. */
const HALF_CHARACTER = /\p{Cs}/u;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
/** Stands where a decoder could not read a character: what was there is lost. */
const REPLACEMENT = '\ufffd';

/** Text of at most `maxBytes` bytes of UTF-8; a JSON number is accepted and read as its digits. */
export function text(maxBytes: number): Reader<string> {
  return accepting({ type: 'text', maxBytes }, (value, field) => {
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new FieldError(field, '类型错误，应为字符串');
    }
    const string = String(value);
    // nearly all are: none of what follows can be wrong with it
    if (string.length <= maxBytes && PRINTABLE_ASCII.test(string)) return string;
    if (Buffer.byteLength(string, 'utf8') > maxBytes) {
      throw new FieldError(field, `过长，不能超过 ${maxBytes} 字节`);
    }
    if (FORBIDDEN_CONTROLS.test(string) || HALF_CHARACTER.test(string)) {
      throw new FieldError(field, '含有不允许的字符');
    }
    if (string.includes(REPLACEMENT))
      throw new FieldError(field, '含有乱码（U+FFFD），请检查是否以 UTF-8 编码');
    return string;
  });
}

/** Text that must match `pattern`; `problem` is the Chinese message when it does not. */
export function matching(pattern: RegExp, maxBytes: number, problem: string): Reader<string> {
  const read = text(maxBytes);
  return accepting({ type: 'text', maxBytes, pattern }, (value, field) => {
    const string = read(value, field);
    if (!pattern.test(string)) throw new FieldError(field, problem);
    return string;
  });
}

const MAX_FEE = 10_000_000_000;

/** An amount in fen: decimal digits, 1 to 10 000 000 000 (protocol, "money"). */
export const fee: Reader<number> = accepting({ type: 'fee', max: MAX_FEE }, (value, field) => {
  const digits = text(32)(value, field);
  if (!/^[1-9][0-9]*$/.test(digits)) {
    throw new FieldError(field, '必须是正整数（单位：分），不能带符号、小数或前导零');
  }
  const fen = Number(digits);
  if (fen > MAX_FEE) throw new FieldError(field, `不能超过 ${MAX_FEE} 分`);
  return fen;
});

/** One of a few small integers, sent as a number or as a string. */
export function choice<const T extends number>(values: readonly T[], meaning: string): Reader<T> {
  return accepting({ type: 'choice', values }, (value, field) => {
    const found = values.find((allowed) => value === allowed || value === String(allowed));
    if (found === undefined) throw new FieldError(field, `只能是 ${meaning}`);
    return found;
  });
}

const MAX_URL_BYTES = 1024;

/**
 * An http(s) address; without a scheme it is read as `http://` (protocol, 2.1). Only the form of the
 * address is checked, not whether a server answers there.
 */
export const webUrl: Reader<string> = accepting({ type: 'url', maxBytes: MAX_URL_BYTES }, (value, field) => {
  const given = text(MAX_URL_BYTES)(value, field).trim();
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(given);
  const url = hasScheme ? given : `http://${given.replace(/^\/\//, '')}`;
  const parsed = parseUrl(url);
  const isWeb = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
  const reason = whyNoAddress(given);
  if (reason !== undefined) throw new FieldError(field, `不是有效的 http/https 地址（${reason}）`);
  if (!parsed || !isWeb || !HAS_HOST.test(url)) {
    throw new FieldError(field, '不是有效的 http/https 地址');
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new FieldError(field, '不能包含用户名或密码');
  }
  requireHost(parsed, url, field);
  return url;
});

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** `https:/a.cn`, `https//a.cn`: they would name a host called "https". */
const MISTYPED = /^https?(?!:\/\/)[:/\\]|^https?:\/\/https?(?:[:/\\]|$)/i;

/** What is plainly wrong with an address as it was written, so that its sender need not guess. */
function whyNoAddress(given: string): string | undefined {
  if (/\s/.test(given)) return '不能含空白';
  if (MISTYPED.test(given)) return '开头应写成 http:// 或 https://';
  if (/^\/(?!\/)/.test(given)) return '缺少域名，应为完整地址';
  return undefined;
}

/** `URL` skips every stroke before a host, and so makes one of the first part of a path. */
const HAS_HOST = /^[a-z]+:\/\/[^/\\?#]/i;

/** Ends of names of files, and of no domain. */
const FILE = /\.(?:php[0-9]?|phtml|s?html?|aspx?|ashx|asmx|jspx?|jsf|action|cgi|cfm|json|xml|txt)$/;

const LABEL = /^[a-z0-9_-]{1,63}$/;

/** Words that programs write where they have no value. */
const NO_VALUE = ['null', 'undefined', 'none', 'nil', 'nan', 'true', 'false'];

function requireHost({ hostname, port }: URL, url: string, field: string): void {
  if (port === '0') throw new FieldError(field, '的端口无效');
  if (hostname.startsWith('[')) return;
  if (/^[0-9]+(?:\.[0-9]+){3}$/.test(hostname)) {
    // 1, 0x7f.1 and the like: `URL` turns them into IP addresses, which are likely mistakes
    const written = /^[a-z]+:\/\/([^/\\?#:]*)/i.exec(url)?.[1];
    if (written !== hostname || hostname.startsWith('0.')) {
      throw new FieldError(field, '不是有效的 http/https 地址（IP 地址应写成四段）');
    }
    return;
  }
  const labels = hostname.replace(/\.$/, '').split('.');
  const isName = hostname.length <= 254 && labels.every((label) => LABEL.test(label));
  if (!isName || NO_VALUE.includes(hostname) || FILE.test(hostname)) {
    throw new FieldError(field, '不是有效的 http/https 地址（缺少有效的域名）');
  }
}

/** A nested JSON object; one sent as a JSON string is read as well. */
export function nested<S extends Shape>(shape: S): Reader<Values<S>> {
  return accepting({ type: 'object', shape }, (value, field) => {
    if (typeof value !== 'string') return readFields(shape, value, field);
    let parsed: unknown;
    try {
      parsed = parseBoundedJson(value);
    } catch {
      throw new FieldError(field, '不是有效的 JSON 对象');
    }
    return readFields(shape, parsed, field);
  });
}
