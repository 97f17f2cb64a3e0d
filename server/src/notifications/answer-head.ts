/** The bytes are no HTTP answer that curl would read. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** What the lines before an answer's body say about it. */
export interface AnswerHead {
  readonly status: number;
  readonly isHttp11: boolean;
  /** Bytes of the body; undefined: until the connection ends. */
  length: number | undefined;
  isChunked: boolean;
  /** Codings of the body, in the order they were applied, lower-case. */
  readonly codings: string[];
  /** The sender means to close, or says two things about the length of its body. */
  mayNotContinue: boolean;
}

/** curl's pattern: any letter case, spaces but no tabs, a reason or none. */
const STATUS_LINE = /^HTTP\/(1\.[01]|[23](?:\.0)?) +([1-9][0-9][0-9])(?![0-9])/i;

/** curl takes a number with anything behind it, and not one below zero. */
const LENGTH = /^\+?([0-9]+)/;

/** @throws UnreadableAnswer */
export function readStatusLine(line: string): AnswerHead {
  const [, version, status] = STATUS_LINE.exec(line) ?? [];
  if (status === undefined) throw new UnreadableAnswer('no status line');
  return {
    status: Number(status),
    isHttp11: version === '1.1',
    length: undefined,
    isChunked: false,
    codings: [],
    mayNotContinue: false,
  };
}

/**
 * Takes note of a header line. Names are compared as they stand: curl does not know a `Content-Length`
 * with a space before its colon, and neither do we.
 * @param isFirst it follows the status line and can continue no other
 * @throws UnreadableAnswer
 */
export function readHeaderLine(head: AnswerHead, line: string, isFirst: boolean): void {
  if (line.includes('\0')) throw new UnreadableAnswer('NUL in a header');
  if (/^[ \t]/.test(line)) {
    if (isFirst) throw new UnreadableAnswer('continues no header');
    return;
  }
  const colon = line.indexOf(':');
  if (colon < 0) throw new UnreadableAnswer('header without a colon');
  const name = line.slice(0, colon).toLowerCase();
  const value = line.slice(colon + 1).trim();
  if (name === 'content-length') readLength(head, value);
  if (name === 'transfer-encoding') readTransferCodings(head, value);
  if (name === 'content-encoding') head.codings.push(...tokensOf(value));
  if (name === 'connection' && tokensOf(value).includes('close')) head.mayNotContinue = true;
}

function readLength(head: AnswerHead, value: string): void {
  const digits = LENGTH.exec(value)?.[1];
  if (digits === undefined) throw new UnreadableAnswer('Content-Length is no number');
  const length = Number(digits);
  if (head.length !== undefined || head.isChunked) head.mayNotContinue = true;
  // a length beyond any possible body means: read to the end
  head.length = Number.isSafeInteger(length) ? length : undefined;
}

function readTransferCodings(head: AnswerHead, value: string): void {
  for (const coding of tokensOf(value)) {
    if (coding === 'chunked') head.isChunked = true;
    else if (['gzip', 'x-gzip', 'deflate', 'br', 'zstd'].includes(coding)) head.codings.push(coding);
    else if (coding !== 'identity' && coding !== 'none')
      throw new UnreadableAnswer('unknown Transfer-Encoding');
  }
  if (head.length !== undefined) head.mayNotContinue = true;
}

function tokensOf(value: string): string[] {
  return value
    .toLowerCase()
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');
}
