import { join } from 'node:path';
import { type Finding, ratio } from './finding.ts';
import { generate } from './generate.ts';
import type { Options } from './options.ts';
import { pgbench } from './pgbench.ts';
import { cpuMicros, treeMicros } from './processes.ts';
import { type Contestant, interleaved, type Measurement } from './rounds.ts';
import { type RunningProcess, type Stand, startProcess } from './stand.ts';

const ECHO_PORT = 18_090;
const KNOWN_ORDERS = 20_000;
const CREATE_GOALS: readonly (readonly [connections: number, goal: number])[] = [
  [1, 0.55],
  [16, 0.55],
  [64, 1],
];
const QUERY_CONNECTIONS = 64;
const QUERY_GOAL = 0.4;
const DATABASE_COST_GOAL = 0.3;
const FULL_TABLE_GOAL = 0.7;

const COLUMNS = `app_id, order_id, out_trade_no, body, total_fee, notify_url, return_url, created_at, expires_at, due_at`;
const INSERT = `\\set id random(1, 9000000000000000000)
insert into orders (${COLUMNS})
values ('partner1', :id, 'P' || :id, '2026 年秋季学费', 580000, 'https://partner.example.com/notify',
        'https://partner.example.com/back', now(), now() + interval '1 h', now() + interval '1 h')
on conflict do nothing;
`;
const SELECT = `\\set n random(0, ${KNOWN_ORDERS - 1})
select app_id, order_id, out_trade_no, body, total_fee, pay_type, openid, notify_url, return_url, payer_sealed, status,
       close_reason, created_at, expires_at, paid_at, payment_no
  from orders where app_id = 'partner1' and out_trade_no = 'Q' || :n;
`;

/** order_create beside pgbench's single-row inserts into the same table, and a bare HTTP server. */
export async function createScenario(stand: Stand, options: Options): Promise<Finding[]> {
  await using stack = new AsyncDisposableStack();
  const server = await startFilled(stand, options, stack);
  const findings: Finding[] = [];
  for (const [connections, goal] of CREATE_GOALS) {
    const contestants = [
      served(stand, server, 'order_create', connections, options.seconds),
      reference(stand, 'pgbench insert', INSERT, connections, options.seconds),
      echo('order_create', connections, options.seconds),
    ].filter((one) => one !== undefined);
    const results = await interleaved(contestants, options.rounds);
    const value = ratio(results, 'order_create', 'pgbench insert');
    findings.push({
      scenario: `order_create, ${connections} connections`,
      results,
      goals: [{ what: 'order_create ÷ pgbench insert', value, goal, direction: 'at_least' }],
    });
  }
  findings.push(await batchingFinding(stand, server, options));
  return findings;
}

/** order_query beside pgbench's select of the same row, and a bare HTTP server. */
export async function queryScenario(stand: Stand, options: Options): Promise<Finding[]> {
  await using stack = new AsyncDisposableStack();
  const server = await startFilled(stand, options, stack);
  const contestants = [
    served(stand, server, 'order_query', QUERY_CONNECTIONS, options.seconds),
    reference(stand, 'pgbench select', SELECT, QUERY_CONNECTIONS, options.seconds),
    echo('order_query', QUERY_CONNECTIONS, options.seconds),
  ].filter((one) => one !== undefined);
  const results = await interleaved(contestants, options.rounds);
  const value = ratio(results, 'order_query', 'pgbench select');
  return [
    {
      scenario: `order_query, ${QUERY_CONNECTIONS} connections`,
      results,
      goals: [{ what: 'order_query ÷ pgbench select', value, goal: QUERY_GOAL, direction: 'at_least' }],
    },
  ];
}

/**
 * With --orders N: create and query on a table of N orders beside the table as it was empty. The table is
 * filled between the two, so the rounds cannot be interleaved: pgbench runs beside each half and says how
 * fast the machine was.
 */
export async function fullTableFinding(stand: Stand, options: Options): Promise<Finding> {
  await using stack = new AsyncDisposableStack();
  const server = await startFilled(stand, { ...options, orders: 0 }, stack);
  const measure = async (table: string) => {
    const contestants = (['order_create', 'order_query'] as const).flatMap((kind) => {
      const sql = kind === 'order_create' ? INSERT : SELECT;
      return [
        { ...served(stand, server, kind, QUERY_CONNECTIONS, options.seconds), name: `${kind}, ${table}` },
        reference(stand, `pgbench for ${kind}, ${table}`, sql, QUERY_CONNECTIONS, options.seconds),
      ].filter((one) => one !== undefined);
    });
    return interleaved(contestants, options.rounds);
  };
  const empty = await measure('empty table');
  await fillOrders(stand, options.orders);
  const full = await measure('full table');
  const results = [...empty, ...full];
  const goals = (['order_create', 'order_query'] as const).map((kind) => ({
    what: `${kind} on ${options.orders} orders ÷ on an empty table`,
    value: ratio(results, `${kind}, full table`, `${kind}, empty table`),
    goal: FULL_TABLE_GOAL,
    direction: 'at_least' as const,
  }));
  return { scenario: `a table of ${options.orders} orders`, results, goals };
}

/** What a created order costs the database when batches may hold 64 orders, beside when they hold one. */
async function batchingFinding(stand: Stand, batched: RunningProcess, options: Options): Promise<Finding> {
  const connections = 64;
  const single = await stand.startServer('api', {
    PORT: String(SINGLE_PORT),
    BATCH_ROWS: '1',
    SANDBOX_PORT: '18082',
  });
  try {
    const results = await interleaved(
      [
        { ...served(stand, batched, 'order_create', connections, options.seconds), name: 'batched' },
        {
          ...served({ ...stand, port: SINGLE_PORT }, single, 'order_create', connections, options.seconds),
          name: 'one by one',
        },
      ],
      options.rounds,
    );
    const cost = (name: string) =>
      results.find((one) => one.name === name)?.details['postgres µs'] ?? Number.NaN;
    const value = cost('batched') / cost('one by one');
    const what = 'PostgreSQL CPU per order_create, batched ÷ one by one';
    return {
      scenario: 'batching of order_create, 64 connections',
      results,
      goals: [{ what, value, goal: DATABASE_COST_GOAL, direction: 'at_most' }],
    };
  } finally {
    await single.stop();
  }
}

const SINGLE_PORT = 18_081;

async function startFilled(
  stand: Stand,
  options: Options,
  stack: AsyncDisposableStack,
): Promise<RunningProcess> {
  const server = await stand.startServer('api');
  stack.defer(() => server.stop());
  const bare = await startProcess([join(import.meta.dirname, 'echo.ts'), String(ECHO_PORT)], 'ready');
  stack.defer(() => bare.stop());
  await stand.db.query({
    text: `insert into orders (${COLUMNS})
           select 'partner1', 1000000000000000000 + n, 'Q' || n, '电费', 100, 'https://partner.example.com/notify',
                  null, now(), now() + interval '1 h', now() + interval '1 h'
             from generate_series(0, $1::int - 1) n on conflict do nothing`,
    values: [KNOWN_ORDERS],
  });
  if (options.orders > 0) await fillOrders(stand, options.orders);
  await stand.db.query({ text: 'vacuum analyze orders' });
  return server;
}

const FILL_BATCH = 100_000;

/** Orders of the past two years, closed: what a table of that size is made of. */
async function fillOrders(stand: Stand, orders: number): Promise<void> {
  for (let from = 0; from < orders; from += FILL_BATCH) {
    await stand.db.query({
      text: `insert into orders (app_id, order_id, out_trade_no, body, total_fee, notify_url, created_at, expires_at,
                                 status, close_reason, closed_at)
             select 'partner1', 1700000000000000000 + n * 5000000000, 'F' || n, '电费', 100,
                    'https://partner.example.com/notify', at, at + interval '1 h', 'closed', 'expired', at + interval '1 h'
               from generate_series($1::bigint, $2::bigint - 1) n
              cross join lateral (select now() - interval '2 years' + n * interval '6 s' as at) made
             on conflict do nothing`,
      values: [from, Math.min(from + FILL_BATCH, orders)],
    });
  }
  await stand.db.query({ text: 'vacuum analyze orders' });
}

function served(
  stand: Stand,
  server: RunningProcess,
  kind: 'order_create' | 'order_query',
  connections: number,
  seconds: number,
): Contestant {
  return {
    name: kind,
    async run(): Promise<Measurement> {
      const before = { server: cpuMicros(server.pid), postgres: treeMicros(stand.postmaster) };
      const result = await generate({ port: stand.port, kind, connections, seconds, known: KNOWN_ORDERS });
      const { rate, count, p50, p99 } = result;
      return {
        rate,
        details: {
          'p50 ms': p50,
          'p99 ms': p99,
          'server µs': (cpuMicros(server.pid) - before.server) / count,
          'postgres µs': (treeMicros(stand.postmaster) - before.postgres) / count,
        },
      };
    },
  };
}

function reference(
  { databaseUrl, dataDir }: Stand,
  name: string,
  sql: string,
  connections: number,
  seconds: number,
): Contestant | undefined {
  return pgbench({ name, sql, databaseUrl, dataDir, connections, seconds });
}

function echo(_kind: string, connections: number, seconds: number): Contestant {
  return {
    name: 'bare node:http',
    run: async () => generate({ port: ECHO_PORT, kind: 'echo', connections, seconds }),
  };
}
