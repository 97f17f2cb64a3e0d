import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Database } from '../../src/db/database.ts';
import { BATCH, type Input, inputAt, type Targets } from './inputs.ts';

export interface FuzzOptions {
  readonly seed: number;
  readonly inputs: number;
  readonly targets: Targets;
  readonly db: Database;
  /** Before each batch, such as to keep a proof fresh. */
  readonly refresh: () => Promise<void>;
  readonly onProgress: (done: number) => void;
}

export interface FuzzReport {
  /** Inputs that were answered as they must not be, each with its number. */
  readonly faults: readonly string[];
  readonly statuses: ReadonlyMap<string, number>;
  /** How many were done as asked, and so may have changed something. */
  readonly accepted: number;
  /** Bytes in use after the warm-up and at the end, both after garbage was collected. */
  readonly heap: { readonly warm: number; readonly end: number };
}

const CONCURRENCY = 8;
const PATIENCE_MS = 60_000;
const RAW_PATIENCE_MS = 5_000;
const FAULTS_MAX = 20;
/** The part of the inputs after which everything has been used once. */
const WARM = 0.2;

/** Told of whatever happens, or forgotten by themselves: attempts, looks at people, the audit log. */
const CHANGING = [
  'audit_entries',
  'bind_attempts',
  'operator_challenges',
  'operator_sessions',
  'partner_request_days',
  'partner_requests',
  'person_accesses',
  'request_nonces',
  'retention_runs',
  'sign_in_failures',
  'versions_seen',
];
/** What our own parts would say of themselves. */
const INTERNALS =
  /FST_ERR|ERR_[A-Z]|HPE_|node_modules|\.ts:\d+|"statusCode"|invalid byte sequence|Cannot read prop/;

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Sends so many inputs and looks at each answer, and after each batch at what is in the database. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { seed, inputs, targets, db } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const faults: string[] = [];
  const statuses = new Map<string, number>();
  let accepted = 0;
  let warm = 0;

  /** The numbers of those that were done as asked. */
  const sendAll = async (indexes: readonly number[]): Promise<Set<number>> => {
    const done = new Set<number>();
    const left = [...indexes];
    const work = async () => {
      for (let index = left.shift(); index !== undefined; index = left.shift()) {
        const input = inputAt(seed, index, targets);
        const answer = await answerTo(agent, targets.url, input);
        const group = `${Math.floor(answer.status / 100)}xx`;
        statuses.set(group, (statuses.get(group) ?? 0) + 1);
        const fault = faultOf(answer);
        if (fault)
          faults.push(`seed ${seed}, input ${index}: ${fault}\n${JSON.stringify(input).slice(0, 2_000)}`);
        if (isDone(input, answer)) done.add(index);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    return done;
  };

  let before = await stateOf(db);
  for (let start = 0; start < inputs && faults.length < FAULTS_MAX; start += BATCH) {
    await options.refresh();
    const indexes = Array.from({ length: Math.min(BATCH, inputs - start) }, (_, offset) => start + offset);
    const done = await sendAll(indexes);
    accepted += done.size;
    let after = await stateOf(db);
    if (after !== before && done.size > 0) {
      // those that were refused, once more: now nothing else explains a change
      const again = await sendAll(indexes.filter((index) => !done.has(index)));
      before = after;
      after = await stateOf(db);
      if (again.size > 0) before = after;
    }
    if (after !== before)
      faults.push(
        `seed ${seed}, inputs ${start} to ${start + BATCH - 1}: refused, and changed\n${differences(before, after)}`,
      );
    before = after;
    if (warm === 0 && start >= WARM * inputs) warm = heapUsed();
    options.onProgress(start + indexes.length);
  }
  agent.destroy();
  return { faults, statuses, accepted, heap: { warm, end: heapUsed() } };
}

function faultOf({ status, body }: Answer): string | undefined {
  if (status >= 500) return `answered ${status}: ${body.slice(0, 300)}`;
  const [internal] = INTERNALS.exec(body) ?? [];
  return internal === undefined ? undefined : `tells ${internal}: ${body.slice(0, 300)}`;
}

/** Whether an answer says that something was done, or looked into: a page of an order asks its channel. */
function isDone({ method, path }: Input, { status, body }: Answer): boolean {
  if (path.startsWith('/pay_api/')) return body.includes('"ret_code":0');
  if (status === 0 || status >= 400) return false;
  return !(path.startsWith('/console-api/') && method === 'GET');
}

async function answerTo(agent: Agent, url: string, input: Input): Promise<Answer> {
  try {
    return await (input.raw === undefined ? send(agent, url, input) : sendRaw(url, input.raw));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // what Node's own client does not send, and answers cut short behind a refused body
    if (code === 'ERR_UNESCAPED_CHARACTERS' || code === 'ERR_INVALID_CHAR') return { status: 0, body: '' };
    if (code === 'ECONNRESET' || code === 'EPIPE') return { status: 0, body: '' };
    return { status: 599, body: String(error) };
  }
}

function send(agent: Agent, url: string, { method, path, headers, body }: Input): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(url, { agent, method, path, headers: { ...headers, ...length } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    sent.setTimeout(PATIENCE_MS, () => sent.destroy(new Error('no answer in a minute')));
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends bytes, says that there are no more, and reads until the server closes. */
function sendRaw(url: string, bytes: string): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let received = '';
    const timer = setTimeout(() => socket.destroy(), RAW_PATIENCE_MS);
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      const [, status = '0'] = /^HTTP\/1\.1 (\d{3})/.exec(received) ?? [];
      resolve({ status: Number(status), body: received });
    });
    socket.end(bytes);
  });
}

/** What is in every table but those that tell of attempts, as text to compare. */
async function stateOf(db: Database): Promise<string> {
  statement ??= await stateStatement(db);
  const rows = await db.query<{ name: string; count: string; digest: string }>({ text: statement });
  return rows.map(({ name, count, digest }) => `${name} ${count} ${digest}`).join('\n');
}

let statement: string | undefined;

async function stateStatement(db: Database): Promise<string> {
  const tables = await db.query<{ name: string }>({
    // a partition is a part of its table
    text: `select table_name as name from information_schema.tables
           where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> all($1)
             and not exists (select from pg_inherits where inhrelid = table_name::regclass) order by 1`,
    values: [CHANGING],
  });
  return tables
    .map(
      ({ name }) =>
        `select '${name}' as name, count(*)::text as count,
                coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as digest from ${name} t`,
    )
    .join(' union all ');
}

function differences(before: string, after: string): string {
  const known = new Set(before.split('\n'));
  return after
    .split('\n')
    .filter((line) => !known.has(line))
    .join('\n');
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
