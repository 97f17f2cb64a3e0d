import { EventEmitter } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Dispatcher, errors } from 'undici';
import { NOT_BEGUN, NOT_HERE } from '../http/not-here.ts';
import { Away, Overloaded } from '../http/unavailable.ts';
import { measured } from '../lib/measures.ts';
import type { Places } from './places.ts';
import type { Key } from './routed.ts';
import type { Asked, Shard } from './shard.ts';

/** What is answered for a shard: as it comes, or whole where it has been read. */
interface Answer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly body: Dispatcher.ResponseData['body'] | Buffer;
}

/** What a router forwards by. */
export interface Way {
  readonly shards: readonly Shard[];
  readonly places: Places;
}

/**
 * Forwards a request to the shard that has what it names. A shard that does not have it says so, having changed nothing, and
 * the next one is asked; so it is when a shard has too much to do and says that it begins nothing, unless this is very likely its own.
 * A request is repeated for no other reason, unless none of it was sent.
 * @throws Away, Overloaded; anything else: a shard may have acted on it
 */
export async function forward(
  way: Way,
  key: Key | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const client = new EventEmitter();
  const asked = askedBy(request, client);
  reply.raw.once('close', () => client.emit('abort'));
  try {
    return send(reply, await answerOf(way, key, asked));
  } catch (error) {
    // nobody is left to be told
    if (reply.raw.destroyed) return reply.hijack();
    throw error;
  }
}

async function answerOf({ shards, places }: Way, key: Key | undefined, asked: Asked): Promise<Answer> {
  const known = key && places.known(key);
  let last: Answer | undefined;
  let refused: Answer | undefined;
  let unsent: Away | Overloaded | undefined;
  const guessed = key && places.guess(key);
  // a number tells by itself whose it is, and most are right: the pages of a busy shard do not burden the others
  const likely = known ?? (key?.number === undefined ? undefined : guessed);
  for (const shard of inTurn(shards, known, guessed)) {
    const answer = await ask(shard, asked);
    if (answer instanceof Error) {
      unsent = answer;
      if (shard.number === known) break;
    } else if (answer.headers[NOT_BEGUN] !== undefined && shard.number !== likely) {
      refused = answer;
    } else if (answer.headers[NOT_HERE] === undefined) {
      if (key && answer.status < 400) places.learn(key, shard.number);
      return answer;
    } else {
      if (key && shard.number === known) places.forget(key);
      last = answer;
    }
  }
  // what the others do not have may be there
  if (refused) return refused;
  if (unsent || !last) throw unsent ?? new Away();
  return last;
}

/** The shard that is known to have it, then the one that is likely to; of those nobody knows about, first who is ready. */
function inTurn(
  shards: readonly Shard[],
  known: number | undefined,
  guessed: number | undefined,
): readonly Shard[] {
  const rank = ({ number, state }: Shard) => {
    if (number === known) return 0;
    return (state === 'ready' ? 1 : 3) + (number === guessed ? 0 : 1);
  };
  return shards.toSorted((one, other) => rank(one) - rank(other));
}

/** Answers an error where nothing was sent. @throws anything else that `Shard.send` throws */
async function ask(shard: Shard, asked: Asked): Promise<Answer | Away | Overloaded> {
  const count = (outcome: string) => measured('routed', { shard: shard.number, outcome });
  if (shard.state === 'away') {
    count('away');
    return new Away();
  }
  try {
    const { statusCode: status, headers, body } = await shard.send(asked);
    const isHere = headers[NOT_HERE] === undefined;
    const isLast = isHere && headers[NOT_BEGUN] === undefined;
    count(isHere ? 'answered' : 'not_here');
    // the connection is free for the next one
    return { status, headers, body: isLast ? body : Buffer.from(await body.arrayBuffer()) };
  } catch (error) {
    if (error instanceof Away || error instanceof Overloaded) {
      count(error instanceof Away ? 'away' : 'busy');
      return error;
    }
    count(error instanceof errors.RequestAbortedError ? 'gone' : 'failed');
    throw error;
  }
}

/**
 * Of one connection, and not of what is sent over it (RFC 9110, 7.6.1); `expect` is answered by Node already. What a client
 * names besides in its `Connection` is passed on: it may name headers by which the request was routed, and the shard would
 * read another request than the router has.
 */
const OF_A_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'expect',
]);
/** Said by a shard to the router alone. */
const FOR_US = new Set([NOT_HERE, NOT_BEGUN]);
/** Written anew: by what the body is, by what the request was addressed to, by who calls. */
const WRITTEN_ANEW = new Set(['content-length', 'host', 'x-forwarded-for']);

/** What stands before the path where a client sends a whole address (RFC 9112, 3.2.2); a shard is sent the path. */
const ORIGIN = /^https?:\/\/[^/?#]*/i;

function askedBy(request: FastifyRequest, client: EventEmitter): Asked {
  const { method = 'GET', url = '/', rawHeaders, headers: read } = request.raw;
  const path = url.replace(ORIGIN, '');
  const headers: string[] = [];
  for (let place = 0; place < rawHeaders.length; place += 2) {
    const [name = '', text = ''] = rawHeaders.slice(place, place + 2);
    const lower = name.toLowerCase();
    if (!OF_A_CONNECTION.has(lower) && !WRITTEN_ANEW.has(lower)) headers.push(name, text);
  }
  if (read.host) headers.push('host', read.host);
  // one address, however many proxies are in front: a shard trusts the router alone
  headers.push('x-forwarded-for', request.clientAddress);
  return { method, path, headers, body: Buffer.isBuffer(request.body) ? request.body : null, client };
}

/** A body leaves as fast as the client takes it. */
function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  reply.code(status);
  for (const [name, text] of Object.entries(headers)) {
    if (text !== undefined && !FOR_US.has(name) && !OF_A_CONNECTION.has(name)) reply.header(name, text);
  }
  // of an empty buffer Fastify would say what type it has
  return reply.send(Buffer.isBuffer(body) && body.length === 0 ? undefined : body);
}
