import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { SealedRequest } from '@zhixiao/protocol/envelope';
import { FieldError } from '@zhixiao/protocol/fields';
import { parseBoundedJson } from '@zhixiao/protocol/json';
import { BODY_LIMIT_BYTES } from '../../http/limits.ts';
import { errorCode } from '../../lib/property-of.ts';
import { multipartFields } from './multipart-fields.ts';

/** The three fields of a request as they came; each may be missing. */
export type RawRequest = { readonly [K in keyof SealedRequest]: string | undefined };

export const NOTHING_SENT: RawRequest = { id: undefined, param: undefined, sign: undefined };

/** A compressed body that is more than the limit when unpacked. */
class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
  readonly statusCode = 413;
}

export interface RequestParts {
  /** As the client declared them, right or wrong; only words depend on it. */
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly body: Buffer;
  /** What stands behind the `?` of the address, without it. */
  readonly query: string;
}

/**
 * Reads `id`, `param` and `sign` from a form, a multipart form or JSON, recognised by the content of the body: clients
 * declare one and send another. Fields missing from the body are read from the query string.
 * @throws FieldError, BodyTooLarge
 */
export async function readRequest(parts: RequestParts): Promise<RawRequest> {
  const { contentType, contentEncoding = '', body, query } = parts;
  const plain = isGzip(body) ? await unpacked(body) : body;
  const fields = body.length === 0 ? NOTHING_SENT : readBody(contentType, plain);
  if (isEmpty(fields) && /deflate|br|zstd|compress/i.test(contentEncoding)) {
    throw new FieldError('Content-Encoding', '不支持，请不要压缩请求体');
  }
  if (query === '' || (fields.id && fields.param && fields.sign)) return fields;
  const inQuery = fromForm(query);
  return {
    id: fields.id || inQuery.id,
    param: fields.param || inQuery.param,
    sign: fields.sign || inQuery.sign,
  };
}

const BRACE = 0x7b;
const BRACKET = 0x5b;
const QUOTE = 0x22;
const HYPHEN = 0x2d;
const LESS_THAN = 0x3c;

function readBody(contentType: string | undefined, body: Buffer): RawRequest {
  if (isUtf16(body)) throw new FieldError('请求体', '是 UTF-16 编码，请使用 UTF-8');
  const start = startOf(body);
  const text = body.toString('utf8', start, endOf(body));
  switch (body[start]) {
    case BRACE:
    case BRACKET:
    case QUOTE:
      return fromJson(text);
    case HYPHEN:
      return fromMultipart(text);
    case LESS_THAN:
      if (isReadableType(contentType)) throw new FieldError('请求体', '是 XML 或 HTML，应为表单');
      throw new FieldError('Content-Type', '不支持，请使用 application/x-www-form-urlencoded');
    default:
      return fromForm(text);
  }
}

const UTF8_MARK = [0xef, 0xbb, 0xbf];
const WHITE_SPACE = [0x09, 0x0a, 0x0d, 0x20];

/** Where the content begins, behind a byte order mark and white space. */
function startOf(body: Buffer): number {
  let start = UTF8_MARK.every((byte, index) => body[index] === byte) ? UTF8_MARK.length : 0;
  while (WHITE_SPACE.includes(body[start] ?? -1)) start += 1;
  return start;
}

/** Where it ends, before the zero that ends strings in C. */
function endOf(body: Buffer): number {
  let end = body.length;
  while (body[end - 1] === 0) end -= 1;
  return end;
}

function isUtf16(body: Buffer): boolean {
  const [first, second] = body;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return body.length > 1 && (first === 0) !== (second === 0);
}

const unzip = promisify(gunzip);

/** Some libraries compress without being asked; others write `Content-Encoding` and compress nothing. */
function isGzip(body: Buffer): boolean {
  return body[0] === 0x1f && body[1] === 0x8b;
}

async function unpacked(body: Buffer): Promise<Buffer> {
  try {
    return await unzip(body, { maxOutputLength: BODY_LIMIT_BYTES });
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') throw new BodyTooLarge();
    throw new FieldError('请求体', '不是完整的 gzip，请不要压缩');
  }
}

function isReadableType(contentType = ''): boolean {
  return /^\s*(;|$|multipart\/|text\/(plain|json)|application\/(json|x-www-form-urlencoded))/i.test(
    contentType,
  );
}

function fromForm(text: string): RawRequest {
  const form = new URLSearchParams(text);
  const fields = pick((name) => form.get(name) ?? undefined);
  if (!isEmpty(fields)) return fields;
  // JSON that a library has put into a form as the name of a field
  const [name = '', value = ''] = form.entries().next().value ?? [];
  return name.startsWith('{') ? fromJson(value === '' ? name : `${name}=${value}`) : fields;
}

function fromMultipart(text: string): RawRequest {
  const fields = multipartFields(text);
  if (!fields) throw new FieldError('请求体', '不是有效的 multipart/form-data');
  return pick((name) => fields.get(name));
}

function fromJson(text: string): RawRequest {
  const content = parsed(text);
  // encoded twice, by a library that took the text for a value
  const object = typeof content === 'string' ? parsed(content) : content;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    throw new FieldError('请求体', '必须是 JSON 对象');
  }
  const fields = object as Record<string, unknown>;
  return pick((name) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  });
}

function parsed(text: string): unknown {
  for (const json of text.endsWith('=') ? [text, text.slice(0, -1)] : [text]) {
    try {
      return parseBoundedJson(json);
    } catch {
      // told below
    }
  }
  throw new FieldError('请求体', '不是有效的 JSON');
}

function isEmpty({ id, param, sign }: RawRequest): boolean {
  return id === undefined && param === undefined && sign === undefined;
}

/** base64 has no spaces: one is a "+" that the client forgot to escape. */
function pick(field: (name: keyof RawRequest) => string | undefined): RawRequest {
  return { id: field('id'), param: field('param')?.replaceAll(' ', '+'), sign: field('sign') };
}
