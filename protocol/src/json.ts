/**
 * `JSON.parse` that never loses digits: a number that is not a plain safe integer (the 20-digit order
 * numbers some clients send, `0.1`, `1.0`, `1e2`) arrives as its source text.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  if (!NUMBER_TO_KEEP.test(text)) return JSON.parse(text);
  if (!GIVES_SOURCE) return quoteNumbers(text);
  return JSON.parse(text, keepDigits as (this: unknown, key: string, value: unknown) => unknown);
}

/** Node before 21, which partners may have, does not tell a reviver how a number was written. */
const GIVES_SOURCE: boolean = JSON.parse(
  '1',
  (_key: string, _value: unknown, context?: object) => context !== undefined,
);

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** The same without that help: what is no plain safe integer is put into quotes, in a text that is known to be JSON. */
export function quoteNumbers(text: string): unknown {
  JSON.parse(text);
  const quoted = text.replace(STRING_OR_NUMBER, (part) =>
    part.startsWith('"') || isPlainInteger(Number(part), part) ? part : `"${part}"`,
  );
  return JSON.parse(quoted);
}

/** What a partner's or a browser's JSON may have: many times what any of ours has. */
const DEPTH_MAX = 20;
const MEMBERS_MAX = 5_000;

/**
 * `parseJson` for what strangers send: JSON with more levels or members than anything of ours has is refused before it
 * is read, in one pass over the text.
 * @throws SyntaxError
 */
export function parseBoundedJson(text: string): unknown {
  if (!isBoundedJson(text)) throw new SyntaxError('JSON with too many levels or members');
  return parseJson(text);
}

/** Whether a text that may be JSON has at most 20 levels and 5,000 members, elements included. */
export function isBoundedJson(text: string): boolean {
  let depth = 0;
  let members = 0;
  for (let at = 0; at < text.length; at += 1) {
    const mark = text.charCodeAt(at);
    if (mark === QUOTE) at = endOfString(text, at);
    else if (mark === OBJECT || mark === ARRAY) depth += 1;
    else if (mark === OBJECT_END || mark === ARRAY_END) depth -= 1;
    if (mark === COMMA || mark === OBJECT || mark === ARRAY) members += 1;
    if (depth > DEPTH_MAX || members > MEMBERS_MAX) return false;
  }
  return true;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const ARRAY_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;

/** Where the string that begins at `start` ends; the end of the text when it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

/**
 * Where a number begins that is not sure to be a plain safe integer: looking at each value takes four times as long as
 * reading them. What stands in a string may look like one, and only costs that time.
 */
const NUMBER_TO_KEEP = /(?:^|[:[,])\s*(?:-|\d+[.eE]|\d{16})/;

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return isPlainInteger(value, context.source) ? value : context.source;
}

function isPlainInteger(value: number, source: string): boolean {
  return Number.isSafeInteger(value) && String(value) === source;
}
