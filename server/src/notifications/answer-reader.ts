import { type AnswerHead, readHeaderLine, readStatusLine, UnreadableAnswer } from './answer-head.ts';

/** As much as curl takes: of one line, and of all lines around bodies together. */
const LINE_LIMIT_BYTES = 100 * 1024;
const LINES_LIMIT_BYTES = 300 * 1024;

/** One who sends byte by byte shall not make thousands of them. */
const PARTS_MAX = 64;

const LINE_FEED = 0x0a;

/** curl's limit on the hex digits of a chunk's size. */
const CHUNK_SIZE = /^([0-9a-f]{1,16})(?![0-9a-f])/i;

type Phase = 'status' | 'headers' | 'body' | 'chunk_size' | 'chunk' | 'chunk_end' | 'trailers' | 'done';

/**
 * Reads one HTTP answer from the bytes of a connection, as curl 7.88 does: interim answers are passed over, lines
 * may end with a line feed alone, chunks outweigh a length. Header lines are read and dropped one by one and of the
 * body only the first bytes are kept, so that an answer costs little memory whatever its sender does.
 */
export class AnswerReader {
  #phase: Phase = 'status';
  #head: AnswerHead | undefined;
  #isFirstHeader = false;
  /** Parts of a line whose end has not come. */
  #line: Buffer[] = [];
  #lineBytes = 0;
  #linesBytes = 0;
  /** Bytes of the body, or of its chunk, still to come. */
  #left = 0;
  #body: Buffer[] = [];
  #bodyBytes = 0;
  #hasExcess = false;
  readonly #bodyLimitBytes: number;

  constructor(bodyLimitBytes: number) {
    this.#bodyLimitBytes = bodyLimitBytes;
  }

  /** Takes the next bytes. @throws UnreadableAnswer */
  push(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length && this.#phase !== 'done') {
      at =
        this.#phase === 'body' || this.#phase === 'chunk'
          ? this.#readBody(bytes, at)
          : this.#readLine(bytes, at);
    }
    if (at < bytes.length) this.#hasExcess = true;
  }

  /** The sender has closed, which ends a body that has no other end. */
  end(): void {
    if (this.#phase === 'body' && this.#head?.length === undefined) this.#phase = 'done';
  }

  /** Whether the whole answer has come, or as much of it as is kept. */
  get isDone(): boolean {
    return this.#phase === 'done';
  }

  /** Whether the connection is fit for another request: the end of this answer is beyond doubt. */
  get mayContinue(): boolean {
    const head = this.#head;
    if (!this.isDone || this.#hasExcess || !head?.isHttp11 || head.mayNotContinue) return false;
    return head.isChunked || head.length !== undefined || hasNoBody(head.status);
  }

  /** The head and the first bytes of the body, as far as they have come; undefined before the head is whole. */
  get answer(): { readonly head: AnswerHead; readonly body: Buffer } | undefined {
    if (!this.#head || this.#phase === 'status' || this.#phase === 'headers') return undefined;
    return { head: this.#head, body: Buffer.concat(this.#body) };
  }

  #readBody(bytes: Buffer, at: number): number {
    const taken = bytes.subarray(at, at + Math.min(this.#left, this.#bodyLimitBytes - this.#bodyBytes));
    this.#body.push(taken);
    if (this.#body.length >= PARTS_MAX) this.#body = [Buffer.concat(this.#body)];
    this.#bodyBytes += taken.length;
    this.#left -= taken.length;
    if (this.#left === 0) this.#phase = this.#phase === 'chunk' ? 'chunk_end' : 'done';
    else if (this.#bodyBytes === this.#bodyLimitBytes) {
      this.#phase = 'done';
      this.#hasExcess = true;
    }
    return at + taken.length;
  }

  #readLine(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(LINE_FEED, at);
    const part = bytes.subarray(at, end < 0 ? bytes.length : end);
    const taken = end < 0 ? part.length : part.length + 1;
    this.#lineBytes += taken;
    this.#linesBytes += taken;
    if (this.#lineBytes > LINE_LIMIT_BYTES || this.#linesBytes > LINES_LIMIT_BYTES) {
      throw new UnreadableAnswer('headers too large');
    }
    this.#line.push(part);
    if (this.#line.length >= PARTS_MAX) this.#line = [Buffer.concat(this.#line)];
    if (end < 0) return bytes.length;
    const line = Buffer.concat(this.#line).toString('latin1');
    this.#line = [];
    this.#lineBytes = 0;
    this.#readWholeLine(line);
    return end + 1;
  }

  #readWholeLine(line: string): void {
    // like curl: what begins with a carriage return is an empty line
    const isEmpty = line === '' || line.startsWith('\r');
    if (this.#phase === 'status') {
      this.#head = readStatusLine(line);
      this.#isFirstHeader = true;
      this.#phase = 'headers';
    } else if (this.#phase === 'headers') {
      if (isEmpty) this.#phase = this.#afterHead();
      else if (this.#head) readHeaderLine(this.#head, line, this.#isFirstHeader);
      this.#isFirstHeader = false;
    } else if (this.#phase === 'chunk_size') {
      this.#left = chunkSize(line);
      this.#phase = this.#left === 0 ? 'trailers' : 'chunk';
    } else if (this.#phase === 'chunk_end') {
      if (!isEmpty) throw new UnreadableAnswer('chunk longer than its size');
      this.#phase = 'chunk_size';
    } else if (isEmpty) {
      this.#phase = 'done';
    }
  }

  #afterHead(): Phase {
    const head = this.#head;
    if (!head || isInterim(head.status)) return 'status';
    if (hasNoBody(head.status)) return 'done';
    if (head.isChunked) return 'chunk_size';
    this.#left = head.length ?? Number.POSITIVE_INFINITY;
    return this.#left === 0 ? 'done' : 'body';
  }
}

/** 101 is none: what follows it is no HTTP. */
function isInterim(status: number): boolean {
  return status < 200 && status !== 101;
}

function hasNoBody(status: number): boolean {
  return status === 204 || status === 304;
}

function chunkSize(line: string): number {
  const digits = CHUNK_SIZE.exec(line)?.[1];
  if (digits === undefined) throw new UnreadableAnswer('chunk without a size');
  return Number.parseInt(digits, 16);
}
