/**
 * Load of an open model, from a process of its own: requests leave at their time whether or not earlier ones were answered,
 * as those of many people do. Its argument names a file with the requests by kind (base64); each message asks for one phase.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { LoadSecond } from '../rounds/recovery.ts';
import { latencyOf } from '../rounds/statistics.ts';
import { AnswerReader } from './answer-reader.ts';

/** What one phase is to be. */
export interface PhaseTerms {
  readonly port: number;
  readonly seconds: number;
  /** Arrivals a second; undefined: each connection sends its next request with the answer to the last. */
  readonly rate: number | undefined;
  readonly connections: number;
}

/** Requests as they go on the wire, in base64; of kinds that answer files their path and their headers. */
export type KindOfLoad = { readonly share: number } & (
  | { readonly requests: readonly string[] }
  | { readonly path: string; readonly headers: Readonly<Record<string, string>> }
);

interface KindResult {
  readonly answered: number;
  readonly shed: number;
  /** Answered in another way, or not at all. */
  readonly failed: number;
  /** Of what was answered, from when it was due. */
  readonly p50: number;
  readonly p99: number;
}

export interface PhaseResult {
  readonly kinds: Readonly<Record<string, KindResult>>;
  /** Arrivals for which no connection was free here. */
  readonly notSent: number;
  /** How late this process itself was with what was due, at most; waits contain it. Milliseconds. */
  readonly lagMs: number;
  /** What was due in each second. */
  readonly seconds: readonly LoadSecond[];
}

const TICK_MS = 5;
/** The connections come from so many addresses: the server takes up to 2,000 of each. */
const ADDRESSES = 4;
const WAIT_FOR_LAST_MS = 20_000;

interface Arrival {
  readonly kind: string;
  readonly dueAt: number;
}

const file = process.argv[2] ?? '';
const kinds = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, KindOfLoad>).map(
  ([name, { share, ...rest }]) => ({
    name,
    share,
    next: 0,
    requests: 'requests' in rest ? rest.requests.map((one) => Buffer.from(one, 'base64')) : [],
    file: 'path' in rest ? rest : undefined,
  }),
);

function someKind() {
  let left = Math.random() * kinds.reduce((sum, { share }) => sum + share, 0);
  for (const kind of kinds) {
    left -= kind.share;
    if (left < 0) return kind;
  }
  return kinds[0];
}

async function runPhase({ port, seconds, rate, connections }: PhaseTerms): Promise<PhaseResult> {
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1_000;
  const outcomes = new Map(kinds.map(({ name }) => [name, { waits: [] as number[], shed: 0, failed: 0 }]));
  const bySecond = Array.from({ length: seconds }, () => ({ due: 0, waits: [] as number[] }));
  const secondOf = ({ dueAt }: Arrival) => bySecond[Math.floor((dueAt - startedAt) / 1_000)];
  const free: Connection[] = [];
  let open = 0;
  let opened = 0;
  let underWay = 0;
  let notSent = 0;
  let lagMs = 0;

  const begun = (arrival: Arrival) => {
    underWay += 1;
    const second = secondOf(arrival);
    if (second) second.due += 1;
  };
  const ended = (arrival: Arrival, status: number) => {
    underWay -= 1;
    const outcome = outcomes.get(arrival.kind);
    const ms = performance.now() - arrival.dueAt;
    if (status >= 200 && status < 300) {
      outcome?.waits.push(ms);
      secondOf(arrival)?.waits.push(ms);
    } else if (outcome) outcome[status === 503 ? 'shed' : 'failed'] += 1;
  };
  const freed = (connection: Connection) => {
    free.push(connection);
    if (rate === undefined && performance.now() < endAt) arrive(performance.now());
  };
  const closed = () => {
    open -= 1;
  };
  const arrive = (dueAt: number) => {
    const kind = someKind();
    if (!kind) return;
    const arrival = { kind: kind.name, dueAt };
    if (kind.file) {
      begun(arrival);
      void statusOfFile(port, kind.file).then((status) => {
        ended(arrival, status);
        if (rate === undefined && performance.now() < endAt) arrive(performance.now());
      });
      return;
    }
    let connection = free.pop();
    // one that was closed while nothing was under way on it
    while (connection?.isClosed()) connection = free.pop();
    if (!connection) {
      if (open >= connections) {
        notSent += 1;
        return;
      }
      connection = openConnection(port, `127.0.0.${2 + (opened % ADDRESSES)}`, { ended, freed, closed });
      open += 1;
      opened += 1;
    }
    begun(arrival);
    connection.send(arrival, kind.requests[kind.next % kind.requests.length] as Buffer);
    kind.next += 1;
  };

  if (rate === undefined) for (let n = 0; n < connections; n += 1) arrive(startedAt);
  for (let sent = 0; performance.now() < endAt; ) {
    const due = rate === undefined ? 0 : Math.floor(((performance.now() - startedAt) / 1_000) * rate);
    for (; sent < due; sent += 1) {
      const dueAt = startedAt + (sent * 1_000) / (rate ?? 1);
      lagMs = Math.max(lagMs, performance.now() - dueAt);
      arrive(dueAt);
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  while (underWay > 0 && performance.now() < endAt + WAIT_FOR_LAST_MS) {
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  for (const connection of free) connection.close();
  const results = [...outcomes].map(([name, { waits, shed, failed }]) => {
    const { p50, p99 } = waits.length > 0 ? latencyOf(waits) : { p50: 0, p99: 0 };
    return [name, { answered: waits.length, shed, failed, p50, p99 }];
  });
  const told = bySecond.map(({ due, waits }) => ({
    due,
    answered: waits.length,
    p99: waits.length > 0 ? latencyOf(waits).p99 : 0,
  }));
  return { kinds: Object.fromEntries(results), notSent, lagMs, seconds: told };
}

/** 0 when nothing was answered, or not all of it. */
async function statusOfFile(
  port: number,
  { path, headers }: { readonly path: string; readonly headers: Readonly<Record<string, string>> },
): Promise<number> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}

interface Connection {
  send(arrival: Arrival, request: Buffer): void;
  close(): void;
  isClosed(): boolean;
}

interface Told {
  ended(arrival: Arrival, status: number): void;
  freed(connection: Connection): void;
  closed(): void;
}

/** One connection with one request under way at a time. */
function openConnection(port: number, localAddress: string, { ended, freed, closed }: Told): Connection {
  let arrival: Arrival | undefined;
  const socket: Socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
  const connection: Connection = {
    send(next, request) {
      arrival = next;
      socket.write(request);
    },
    close: () => socket.destroy(),
    isClosed: () => socket.destroyed,
  };
  const reader = new AnswerReader(({ status }) => {
    const done = arrival;
    arrival = undefined;
    if (done) ended(done, status);
    if (!socket.destroyed) freed(connection);
  });
  socket.on('data', (chunk: Buffer) => reader.push(chunk));
  socket.on('error', () => undefined);
  socket.on('close', () => {
    if (arrival) ended(arrival, 0);
    arrival = undefined;
    closed();
  });
  return connection;
}

process.on('message', (terms: PhaseTerms) => void runPhase(terms).then((result) => process.send?.(result)));
process.on('disconnect', () => process.exit());
process.send?.('ready');
