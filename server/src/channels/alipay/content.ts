import { reasonText } from '@zhixiao/contract/words/reasons';
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
    throw new UnexpectedContent(reasonText('not_json'));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnexpectedContent(reasonText('not_json_object'));
  }
  return value as Content;
}

/** A non-empty string field. @throws UnexpectedContent */
export function textOf(content: Content, name: string): string {
  return optionalTextOf(content, name) ?? fail(reasonText('field_missing', { field: name }));
}

/** A string field that a database can keep; Alipay leaves out what is empty, or sends it empty. @throws UnexpectedContent */
export function optionalTextOf(content: Content, name: string): string | undefined {
  const value = content[name] ?? '';
  if (typeof value !== 'string') return fail(reasonText('field_not_text', { field: name }));
  if (value.includes('\0')) return fail(reasonText('field_has_nul', { field: name }));
  return value === '' ? undefined : value;
}

/** Refuses an answer about something else than was asked for. @throws UnexpectedContent */
export function requireText(content: Content, name: string, expected: string): void {
  if (textOf(content, name) !== expected) fail(reasonText('field_differs', { field: name }));
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
