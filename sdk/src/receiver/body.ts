import type { FormFields, SealedFields } from '../notification.ts';

const BODY_LIMIT_BYTES = 64 * 1024;

/** What a request of a Node framework has of its body. */
export interface BodySource {
  /** What a parser made of it: a string, bytes, or an object. */
  readonly body?: unknown;
  /** As it came, where the framework keeps that. */
  readonly rawBody?: unknown;
}

/** The bytes of a request, in parts, and whether somebody has read them. */
export interface Stream {
  readonly readableEnded?: boolean | undefined;
  [Symbol.asyncIterator](): AsyncIterator<unknown>;
}

/**
 * The body of a request: as it came where it is there, else what a parser made of it, else read from the stream. Undefined
 * when it is too large, its rest unread, or breaks off.
 * @throws TypeError when it was read and is not there
 */
export async function bodyOf(
  { body, rawBody }: BodySource,
  stream: Stream,
): Promise<string | FormFields | SealedFields | undefined> {
  const raw = textOf(rawBody) ?? textOf(body);
  if (raw !== undefined) return raw;
  // body-parser leaves an empty object where the body was not of its kind
  if (typeof body === 'object' && body !== null && Object.keys(body).length > 0) return body;
  if (stream.readableEnded === true) {
    throw new TypeError(
      '通知的正文已被其他中间件读完而没有留下：请把通知地址放在它之前，或使用 express.urlencoded()',
    );
  }
  return readText(stream);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : undefined;
}

/** Text of at most 64 KB; undefined when there is more, or when it breaks off. */
export async function readText(parts: {
  [Symbol.asyncIterator](): AsyncIterator<unknown>;
}): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  try {
    for await (const part of parts) {
      const bytes = typeof part === 'string' ? new TextEncoder().encode(part) : (part as Uint8Array);
      length += bytes.length;
      if (length > BODY_LIMIT_BYTES) return undefined;
      text += decoder.decode(bytes, { stream: true });
    }
  } catch {
    return undefined;
  }
  return text + decoder.decode();
}
