/**
 * `JSON.parse` that never loses digits: a number that is not a plain safe integer (the 20-digit order
 * numbers some clients send, `0.1`, `1.0`, `1e2`) arrives as its source text.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  if (!NUMBER.test(text)) return JSON.parse(text);
  return JSON.parse(text, keepDigits as (this: unknown, key: string, value: unknown) => unknown);
}

/** Where a number outside a string can begin; most requests carry none, and looking at each value is dear. */
const NUMBER = /(?:^|[:[,])\s*-?\d/;

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return Number.isSafeInteger(value) && String(value) === context.source ? value : context.source;
}
