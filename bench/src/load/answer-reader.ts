export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

const NO_BODY_STATUS = 204;

/** Cuts the bytes of one connection into answers. It reads what our servers send: no chunked bodies. */
export class AnswerReader {
  #pending: Buffer = Buffer.alloc(0);
  readonly #onAnswer: (answer: HttpAnswer) => void;

  constructor(onAnswer: (answer: HttpAnswer) => void) {
    this.#onAnswer = onAnswer;
  }

  push(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const headEnd = this.#pending.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = this.#pending.toString('latin1', 0, headEnd);
    const status = Number(head.slice(9, 12));
    const length = status === NO_BODY_STATUS ? 0 : contentLength(head);
    const end = headEnd + 4 + length;
    if (this.#pending.length < end) return;
    const body = this.#pending.subarray(headEnd + 4, end);
    this.#pending = this.#pending.subarray(end);
    this.#onAnswer({ status, body });
  }
}

function contentLength(head: string): number {
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without content-length:\n${head}`);
  return Number(length);
}
