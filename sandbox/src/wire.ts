import { gbk } from './gbk.ts';

/** A request as it came over the wire. */
export interface Exchange {
  readonly method: string;
  /** Path and query, byte for byte. */
  readonly target: string;
  /** The target's path, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What an emulated API answers. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** UTF-8 when left out; with `latin1` the body is bytes, one in each character. */
  readonly charset?: keyof typeof ENCODERS;
  /** Whether the channel's signature belongs on it. */
  readonly signed: boolean;
}

/** Ways to spoil the signature of an answer. */
export type Distortion =
  | 'bad_signature'
  | 'no_signature'
  | 'unknown_serial'
  | 'tampered_body'
  | 'signtest'
  | 'skewed_time';

/** One emulated API. `handle` has its whole effect before it returns; `sign` has none. */
export interface EmulatedApi {
  handle(exchange: Exchange): Answer;
  sign(exchange: Exchange, answer: Answer, distortion?: Distortion): Answer;
  readonly traits: FaultTraits;
}

/** What the switchboard of faults must know of an API's own ways. */
export interface FaultTraits {
  /** A name for the call besides its path. */
  callName(exchange: Exchange): string | undefined;
  /** The merchant's numbers that a request names. */
  numbersIn(exchange: Exchange): readonly string[];
  /** What it says when it has closed something. */
  closed(exchange: Exchange): Answer;
  /** What it says when it does not know itself what happened. */
  failure(exchange: Exchange): Answer;
  /** What it says when it is called too often. */
  limited(exchange: Exchange): Answer;
}

const ENCODERS = { gbk, latin1: (text: string) => Buffer.from(text, 'latin1') } as const;

/** The body as it goes over the wire. */
export function bytesOf({ body, charset }: Answer): Buffer {
  return charset === undefined ? Buffer.from(body) : ENCODERS[charset](body);
}
