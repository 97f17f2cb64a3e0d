import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { deliveryOf, type Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import { type Answer, bytesOf, type EmulatedApi, type Exchange } from './wire.ts';

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
