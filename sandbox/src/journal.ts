import type { Clock } from './clock.ts';
import { type Answer, bytesOf, type Exchange } from './wire.ts';

export interface JournalEntry {
  /** Counts up by one; asking `since` one answers the later ones. */
  readonly id: number;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly request_headers: Readonly<Record<string, string>>;
  readonly request_body: string;
  readonly bytes_in: number;
  /** Null when a fault kept the answer back. */
  readonly status: number | null;
  readonly response_headers: Readonly<Record<string, string>>;
  readonly response_body: string;
  readonly bytes_out: number;
  readonly fault: string | null;
}

/** The latest requests to the emulated APIs with their answers, for assertions; kept in memory. */
export interface Journal {
  record(exchange: Exchange, answer: Answer | undefined, fault: string | undefined): void;
  since(id: number): readonly JournalEntry[];
  /** The last few, newest first. */
  latest(count: number): readonly JournalEntry[];
}

const ENTRIES_MAX = 10_000;
const REQUEST_HEADERS = ['authorization', 'wechatpay-serial', 'user-agent', 'accept', 'content-type'];

export function createJournal(clock: Clock): Journal {
  const entries: JournalEntry[] = [];
  let lastId = 0;
  return {
    record(exchange, answer, fault) {
      lastId += 1;
      entries.push({
        id: lastId,
        at: clock.now(),
        method: exchange.method,
        path: exchange.target,
        request_headers: headersOfInterest(exchange),
        request_body: exchange.body,
        bytes_in: Buffer.byteLength(exchange.body),
        status: answer?.status ?? null,
        response_headers: answer?.headers ?? {},
        response_body: answer?.body ?? '',
        bytes_out: answer ? bytesOf(answer).length : 0,
        fault: fault ?? null,
      });
      if (entries.length > ENTRIES_MAX) entries.shift();
    },
    since: (id) => entries.filter((entry) => entry.id > id),
    latest: (count) => entries.slice(-count).reverse(),
  };
}

function headersOfInterest({ headers }: Exchange): Record<string, string> {
  const present = REQUEST_HEADERS.filter((name) => headers[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, String(headers[name])]));
}
