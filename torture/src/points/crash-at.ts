import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import pg from 'pg';

/** Where a server is to end; `log` gets the name of every point that it reaches. */
export interface CrashAt {
  /** Undefined: none, the points are only counted. */
  readonly point: string | undefined;
  readonly log: string;
  /** Connections to it are calls to the partner. */
  readonly partnerPort: number;
}

/** What polls and heartbeats do has no place in the life of a payment. */
const IGNORED =
  /claim-(?!queries)|close-untouched|current_setting|^(before|after) (listen|notify|select 1)|readyz/;
/** A statement comes again in another part of a life; what comes more often is asked by schedule. */
const TIMES_MAX = 2;

let settings: CrashAt | undefined;
const seen = new Map<string, number>();

/** From now on every point counts: before and after each statement, commit, call to a channel or partner, and reply. */
export function crashAt(wanted: CrashAt): void {
  if (settings === undefined) watch();
  settings = wanted;
  seen.clear();
}

function reach(point: string): void {
  if (settings === undefined || IGNORED.test(point)) return;
  const count = (seen.get(point) ?? 0) + 1;
  if (count > TIMES_MAX) return;
  seen.set(point, count);
  const name = count === 1 ? point : `${point} #${count}`;
  appendFileSync(settings.log, `${name}\n`);
  // as 137: nothing of it gets to finish anything
  if (name === settings.point) process.kill(process.pid, 'SIGKILL');
}

/** From outside: the driver is wrapped, and what Node tells of HTTP is listened to. */
function watch(): void {
  const lastOf = new WeakMap<object, string>();
  const { query } = pg.Client.prototype;
  Object.assign(pg.Client.prototype, {
    query(this: object, statement: unknown, ...rest: unknown[]) {
      const name = nameOf(statement, lastOf.get(this));
      lastOf.set(this, name);
      reach(`before ${name}`);
      const after = () => reach(`after ${name}`);
      const done = rest.at(-1);
      if (typeof done === 'function') {
        rest[rest.length - 1] = (error: unknown, ...answer: unknown[]) => {
          if (!error) after();
          Reflect.apply(done, undefined, [error, ...answer]);
        };
        return Reflect.apply(query, this, [statement, ...rest]);
      }
      const answer: unknown = Reflect.apply(query, this, [statement, ...rest]);
      if (answer instanceof Promise) answer.then(after, () => undefined);
      return answer;
    },
  });
  subscribe('undici:request:create', (message) => reach(`before call ${pathOf(message)}`));
  subscribe('undici:request:trailers', (message) => reach(`after call ${pathOf(message)}`));
  subscribe('net.client.socket', (message) => watchCalls((message as { socket: Socket }).socket));
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const path = withoutNumbers(request.url ?? '');
    const end = response.end.bind(response);
    Object.assign(response, {
      end(...what: Parameters<typeof end>) {
        reach(`before reply ${path}`);
        return end(...what);
      },
    });
    response.once('finish', () => reach(`after reply ${path}`));
  });
}

/** The partner is called over sockets of our own. */
function watchCalls(socket: Socket): void {
  const isPartner = () => socket.remotePort === settings?.partnerPort;
  const { write, push } = socket;
  Object.assign(socket, {
    write(...what: Parameters<typeof write>) {
      if (isPartner()) reach('before call to the partner');
      return Reflect.apply(write, socket, what);
    },
    push(...what: Parameters<typeof push>) {
      if (isPartner() && what[0] !== null) reach('after call to the partner');
      return Reflect.apply(push, socket, what);
    },
  });
}

/** A statement by its name; one that ends or begins a transaction, by what was done in it. */
function nameOf(config: unknown, last: string | undefined): string {
  const { name, text } =
    typeof config === 'string' ? { name: undefined, text: config } : (config as pg.QueryConfig);
  if (name !== undefined) return name;
  const words = text.trim().split(/\s+/).slice(0, 3).join(' ');
  return words === 'commit' && last !== undefined ? `commit of ${last}` : words;
}

function pathOf(message: unknown): string {
  const { request } = message as { request: { method: string; path: string; body?: unknown } };
  const method = /method=(alipay\.[a-z.]+)/.exec(`${request.path} ${request.body}`)?.[1];
  return `${request.method} ${withoutNumbers(method ?? request.path)}`;
}

function withoutNumbers(path: string): string {
  return (path.split('?')[0] ?? '').replace(/\d{6,}/g, 'N');
}
