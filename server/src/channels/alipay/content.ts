import { done, type Outcome, unknown } from '../../lib/outcome.ts';

/** Parsed content of an answer or callback, not yet believed to have any shape. */
export type Content = Readonly<Record<string, unknown>>;

/** Content that does not say what it must. The message names fields, never their values. */
export class UnexpectedContent extends Error {
  override readonly name = 'UnexpectedContent';
}

/** The JSON object in `text`. @throws UnexpectedContent */
export function parseContent(text: string): Content {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UnexpectedContent('内容不是 JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnexpectedContent('内容不是 JSON 对象');
  }
  return value as Content;
}

/** A non-empty string field. @throws UnexpectedContent */
export function textOf(content: Content, name: string): string {
  return optionalTextOf(content, name) ?? fail(`缺少字段 ${name}`);
}

/** A string field that a database can keep; Alipay leaves out what is empty, or sends it empty. @throws UnexpectedContent */
export function optionalTextOf(content: Content, name: string): string | undefined {
  const value = content[name] ?? '';
  if (typeof value !== 'string') return fail(`字段 ${name} 不是文本`);
  if (value.includes('\0')) return fail(`字段 ${name} 含有空字符`);
  return value === '' ? undefined : value;
}

/** Refuses an answer about something else than was asked for. @throws UnexpectedContent */
export function requireText(content: Content, name: string, expected: string): void {
  if (textOf(content, name) !== expected) fail(`答复的 ${name} 与请求的不符`);
}

/** What `read` makes of an answer, or unknown when the answer does not say what it must. */
export function outcomeOf<T>(read: () => T): Outcome<T> {
  try {
    return done(read());
  } catch (error) {
    if (error instanceof UnexpectedContent) return unknown(error.message);
    throw error;
  }
}

function fail(message: string): never {
  throw new UnexpectedContent(message);
}
