/**
 * `JSON.parse` that never loses digits: a number beyond the safe integers, or with a fraction or an
 * exponent, arrives as its source text (clients send 20-digit order numbers as JSON numbers).
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  return JSON.parse(text, keepDigits as (this: unknown, key: string, value: unknown) => unknown);
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return context?.source ?? value;
}
