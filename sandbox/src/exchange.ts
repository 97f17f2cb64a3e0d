import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { deliveryOf, type Faults } from './faults.ts';
import { gbk } from './gbk.ts';
import type { Journal } from './journal.ts';

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
}

const ENCODERS = { gbk, latin1: (text: string) => Buffer.from(text, 'latin1') } as const;

/** The body as it goes over the wire. */
export function bytesOf({ body, charset }: Answer): Buffer {
  return charset === undefined ? Buffer.from(body) : ENCODERS[charset](body);
}

/** Serves an API at some paths (with `*`), with faults and a journal. */
export function serveApi(
  server: FastifyInstance,
  paths: readonly string[],
  api: EmulatedApi,
  { faults, journal }: { readonly faults: Faults; readonly journal: Journal },
): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const serve = async (request: FastifyRequest, reply: FastifyReply) => {
    const exchange = exchangeOf(request);
    const fault = faults.forRequest(exchange, api.traits);
    const delivery = deliveryOf(fault, exchange, api);
    if (delivery.kind === 'answer') {
      const answer = cut(api.sign(exchange, delivery.answer, delivery.distortion), delivery);
      journal.record(exchange, answer, fault?.fault);
      if (delivery.delayMs) await sleep(delivery.delayMs);
      const bytes = bytesOf(answer);
      return reply
        .code(answer.status)
        .headers(answer.headers ?? {})
        .send(delivery.trickleMs === undefined ? bytes : trickle(bytes, delivery.trickleMs));
    }
    journal.record(exchange, undefined, fault?.fault);
    reply.hijack();
    if (delivery.kind === 'reset') request.raw.socket.resetAndDestroy();
  };
  for (const path of paths) server.all(path, serve);
}

function cut(answer: Answer, { truncated }: { readonly truncated?: boolean }): Answer {
  return truncated ? { ...answer, body: answer.body.slice(0, answer.body.length >> 1) } : answer;
}

const PIECES = 20;

/** The bytes in small pieces, `ms` from the first to the last. */
function trickle(bytes: Buffer, ms: number): Readable {
  const size = Math.ceil(bytes.length / PIECES);
  async function* pieces() {
    for (let from = 0; from < bytes.length; from += size) {
      if (from > 0) await sleep(ms / PIECES, undefined, { ref: false });
      yield bytes.subarray(from, from + size);
    }
  }
  return Readable.from(pieces());
}

function exchangeOf(request: FastifyRequest): Exchange {
  const target = request.raw.url ?? '/';
  const [path = '', ...query] = target.split('?');
  return {
    method: request.method,
    target,
    path,
    query: new URLSearchParams(query.join('?')),
    headers: request.headers,
    body: typeof request.body === 'string' ? request.body : '',
  };
}
