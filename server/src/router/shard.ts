import type { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { type Dispatcher, Pool } from 'undici';
import { Away, Overloaded } from '../http/unavailable.ts';
import { measured } from '../lib/measures.ts';
import { errorCode, propertyOf } from '../lib/property-of.ts';

/** A request as it is sent to a shard. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer | null;
  /** Emits `abort` when it has gone, which ends the request; an `AbortSignal` costs a tenth of all that a request does here. */
  readonly client: EventEmitter;
}

/**
 * How a shard is: `ready` serves, `unready` answers that it does not (its database is away, it stops soon) or that it is another
 * one, `away` gives no answer.
 */
type ShardState = 'ready' | 'unready' | 'away';

/** One installation behind a router. */
export interface Shard extends AsyncDisposable {
  readonly number: number;
  readonly state: ShardState;
  /**
   * Sends a request and answers the head of what comes back; the caller reads the body or dumps it.
   * @throws Away when nothing was sent, Overloaded; anything else: the shard may have acted on it
   */
  send(asked: Asked): Promise<Dispatcher.ResponseData>;
  /** Asks the shard how it is, once. */
  look(): Promise<void>;
}

/** Requests under way to one shard; a further one is refused, whatever holds the shard up, before they fill the memory. */
export const UNDER_WAY_MAX = 2_000;
const CONNECT_MS = 3_000;
/** Longer than a server's own calls to channels take, one after the other. */
const ANSWER_MS = 60_000;
/**
 * Less than a server goes on for after it has said that it stops (`DRAIN_DELAY_MS`): when it closes its connections, none of them
 * is idle here and about to be used.
 */
const IDLE_MS = 4_000;
const LOOK_EVERY_MS = 1_000;
/** A server that does not say in this time how it is serves nobody. */
const LOOK_MS = 5_000;

interface ShardOptions {
  readonly log: Logger;
  readonly underWayMax: number;
}

/** Opens the way to a shard, and looks every second how it is. */
export function openShard(number: number, origin: string, { log, underWayMax }: ShardOptions): Shard {
  const options = {
    connect: { timeout: CONNECT_MS },
    headersTimeout: ANSWER_MS,
    bodyTimeout: ANSWER_MS,
    keepAliveTimeout: IDLE_MS,
    keepAliveMaxTimeout: IDLE_MS,
    pipelining: 1,
  };
  const pool = new Pool(origin, { ...options, connections: underWayMax });
  // of its own: it is not kept waiting by requests, nor does it keep them
  const health = new Pool(origin, { ...options, connections: 1 });
  let underWay = 0;
  let state: ShardState = 'ready';
  let since = performance.now();

  const become = (next: ShardState, reason: string) => {
    measured('shard', { shard: number, isReady: next === 'ready' });
    if (next === state) return;
    const line = { shard: number, reason };
    if (next === 'away') log.error(line, 'a shard gives no answer');
    else if (next === 'unready') log.warn(line, 'a shard answers that it is not ready');
    else log.warn({ shard: number, awayMs: Math.round(performance.now() - since) }, 'a shard is ready again');
    if (state === 'ready') since = performance.now();
    state = next;
  };
  const look = async () => {
    const beganAt = performance.now();
    try {
      const signal = AbortSignal.timeout(LOOK_MS);
      const { statusCode, body } = await health.request({ method: 'GET', path: '/readyz', signal });
      const isShard = /"shard":(\d+)/.exec(await body.text())?.[1];
      if (statusCode !== 200) become('unready', String(statusCode));
      else if (isShard !== String(number)) become('unready', `its SHARD is ${isShard ?? 'not set'}`);
      else become('ready', '');
    } catch (error) {
      // so late that it was this process which stood still, or it stops
      const isOwn = looking.isStopped || performance.now() - beganAt > 2 * LOOK_MS;
      if (!isOwn) become('away', reasonOf(error));
    }
  };
  const looking = lookAgain(look);

  return {
    number,
    get state() {
      return state;
    },
    look,
    async send({ method, path, headers, body, client: signal }) {
      if (underWay >= underWayMax) throw new Overloaded();
      underWay += 1;
      try {
        const answer = await pool.request({ method, path, headers: [...headers], body, signal });
        answer.body
          .on('error', () => undefined)
          .once('close', () => {
            underWay -= 1;
          });
        return answer;
      } catch (error) {
        underWay -= 1;
        if (!isUnsent(error)) throw error;
        become('away', reasonOf(error));
        throw new Away();
      }
    },
    async [Symbol.asyncDispose]() {
      looking.stop();
      await Promise.all([pool.close(), health.destroy()]);
    },
  };
}

/** Looks a while after each look has ended. */
function lookAgain(look: () => Promise<void>): { readonly isStopped: boolean; stop(): void } {
  let isStopped = false;
  let timer: NodeJS.Timeout;
  const later = () => {
    if (!isStopped) timer = setTimeout(() => void look().then(later), LOOK_EVERY_MS).unref();
  };
  later();
  return {
    get isStopped() {
      return isStopped;
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** Whether there was no connection: nothing of the request has left this machine. */
function isUnsent(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isUnsent);
  if (errorCode(error) === 'UND_ERR_CONNECT_TIMEOUT') return true;
  return ['connect', 'getaddrinfo'].includes(String(propertyOf(error, 'syscall')));
}

function reasonOf(error: unknown): string {
  return errorCode(error) ?? (error instanceof Error ? error.name : 'unknown');
}
