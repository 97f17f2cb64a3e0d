import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import pg from 'pg';

/** Where a server is to end; `log` gets the name of every point that it reaches. */
export interface CrashAt {
  /** Undefined: none, the points are only counted. */
  readonly point: string | undefined;
  readonly log: string;
}

/** What polls and heartbeats do has no place in the life of a payment. */
const IGNORED =
  /claim-due|claim-notifications|close-untouched|pg_notify|^(before|after) (listen|notify|select 1)|readyz/;

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
    query(this: object, config: unknown, ...rest: unknown[]) {
      const name = nameOf(config, lastOf.get(this));
      lastOf.set(this, name);
      reach(`before ${name}`);
      const answer: unknown = Reflect.apply(query, this, [config, ...rest]);
      if (answer instanceof Promise) answer.then(() => reach(`after ${name}`)).catch(() => undefined);
      return answer;
    },
  });
  subscribe('undici:request:create', (message) => reach(`before call ${pathOf(message)}`));
  subscribe('undici:request:trailers', (message) => reach(`after call ${pathOf(message)}`));
  subscribe('http.client.request.start', () => reach('before call to the partner'));
  subscribe('http.client.response.finish', () => reach('after call to the partner'));
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
