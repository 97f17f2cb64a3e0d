import { reasonText } from '@zhixiao/contract/words/reasons';
import { done, type Outcome, unknown } from '../../lib/outcome.ts';

/** Parsed content of an answer or callback, not yet believed to have any shape. */
export type Content = Readonly<Record<string, unknown>>;

/** Authentic content that does not say what it must. The message names fields, never their values. */
export class UnexpectedContent extends Error {
  override readonly name = 'UnexpectedContent';
}

/** The JSON object in `bytes`. @throws UnexpectedContent */
export function parseContent(bytes: Buffer | string): Content {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    throw new UnexpectedContent(reasonText('not_json'));
  }
  if (!isContent(value)) throw new UnexpectedContent(reasonText('not_json_object'));
  return value;
}

/** A non-empty string field that a database can keep. @throws UnexpectedContent */
export function textOf(content: Content, name: string): string {
  const value = content[name];
  if (typeof value !== 'string' || value === '')
    throw new UnexpectedContent(reasonText('field_missing', { field: name }));
  if (value.includes('\0')) throw new UnexpectedContent(reasonText('field_has_nul', { field: name }));
  return value;
}

/** A nested object. @throws UnexpectedContent */
export function objectOf(content: Content, name: string): Content {
  const value = content[name];
  if (!isContent(value)) throw new UnexpectedContent(reasonText('field_missing', { field: name }));
  return value;
}

/** An amount in fen. @throws UnexpectedContent */
export function fenOf(content: Content, name: string): number {
  const value = content[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new UnexpectedContent(reasonText('field_not_fen', { field: name }));
  }
  return value;
}

/** An RFC 3339 instant; one without a zone is refused, not guessed. @throws UnexpectedContent */
export function instantOf(content: Content, name: string): Date {
  const text = textOf(content, name);
  const instant = new Date(text);
  if (!RFC_3339.test(text) || Number.isNaN(instant.getTime())) {
    throw new UnexpectedContent(reasonText('field_not_rfc3339', { field: name }));
  }
  return instant;
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

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Whether `value` is a JSON object. */
export function isContent(value: unknown): value is Content {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
