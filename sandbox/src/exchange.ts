import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { deliveryOf, type Faults } from './faults.ts';
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
}

/** Serves an API under some path prefixes, with faults and a journal. */
export function serveApi(
  server: FastifyInstance,
  prefixes: readonly string[],
  api: EmulatedApi,
  { faults, journal }: { readonly faults: Faults; readonly journal: Journal },
): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const serve = async (request: FastifyRequest, reply: FastifyReply) => {
    const exchange = exchangeOf(request);
    const fault = faults.forRequest(exchange);
    const delivery = deliveryOf(fault, () => api.handle(exchange));
    if (delivery.kind === 'answer') {
      const answer = api.sign(exchange, delivery.answer, delivery.distortion);
      journal.record(exchange, answer, fault?.fault);
      if (delivery.delayMs) await sleep(delivery.delayMs);
      return reply
        .code(answer.status)
        .headers(answer.headers ?? {})
        .send(answer.body);
    }
    journal.record(exchange, undefined, fault?.fault);
    reply.hijack();
    if (delivery.kind === 'reset') request.raw.socket.resetAndDestroy();
  };
  for (const prefix of prefixes) server.all(`${prefix}/*`, serve);
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
