import { Counter, collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client';
import { onMeasure } from '../lib/measures.ts';
import { ALERTS } from './alerts.ts';
import { standbyMetrics } from './standby-metrics.ts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What this process does: requests, statements, connections, alerts, and Node's own. Measured until disposed. */
export function processMetrics(registry: Registry): Disposable {
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'zhixiao_http_request_seconds',
    help: 'Time to answer a request, by its route as declared',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  });
  const statements = new Histogram({
    name: 'zhixiao_statement_seconds',
    help: 'Time of a statement, with the way to the database and back, which several may share',
    buckets: SECONDS,
    registers,
  });
  const statementsOfName = new Counter({
    name: 'zhixiao_statements_total',
    help: 'Statements by name and whether they were done',
    labelNames: ['name', 'done'],
    registers,
  });
  const secondsOfName = new Counter({
    name: 'zhixiao_statements_seconds_total',
    help: 'Time of all statements of a name',
    labelNames: ['name'],
    registers,
  });
  const waits = new Histogram({
    name: 'zhixiao_connection_wait_seconds',
    help: 'Wait for a connection of the pool',
    buckets: SECONDS,
    registers,
  });
  const inUse = new Gauge({
    name: 'zhixiao_connections_in_use',
    help: 'Connections lent by pools',
    registers,
  });
  const shed = new Counter({
    name: 'zhixiao_requests_shed_total',
    help: 'Requests refused because there were too many, by kind',
    labelNames: ['kind'],
    registers,
  });
  let lent = 0;
  const stack = new DisposableStack();
  stack.defer(
    onMeasure('response', ({ seconds, status, ...labels }) =>
      requests.observe({ ...labels, status: String(status) }, seconds),
    ),
  );
  stack.defer(
    onMeasure('statement', ({ name, seconds, isDone }) => {
      statements.observe(seconds);
      statementsOfName.inc({ name, done: String(isDone) });
      secondsOfName.inc({ name }, seconds);
    }),
  );
  stack.defer(
    onMeasure('connection_lent', ({ waitedSeconds }) => {
      waits.observe(waitedSeconds);
      inUse.set(++lent);
    }),
  );
  // some were lent before this listened
  stack.defer(
    onMeasure('connection_returned', () => {
      lent = Math.max(0, lent - 1);
      inUse.set(lent);
    }),
  );
  for (const stop of [countPartnerRequests(registers), ...countRouted(registers)]) stack.defer(stop);
  stack.use(standbyMetrics(registers));
  stack.defer(onMeasure('shed', ({ kind, requests }) => shed.inc({ kind }, requests)));
  stack.defer(countAlerts(registers));
  return stack;
}

function countAlerts(registers: Registry[]): () => void {
  const alerts = new Counter({
    name: 'zhixiao_alerts_total',
    help: 'Lines of the log with an alert',
    labelNames: ['alert'],
    registers,
  });
  for (const alert of ALERTS) alerts.inc({ alert }, 0);
  return onMeasure('alert', ({ alert }) => alerts.inc({ alert }));
}

/** What became of partners' requests in their log. */
function countPartnerRequests(registers: Registry[]): () => void {
  const requests = new Counter({
    name: 'zhixiao_partner_requests_total',
    help: 'Requests of partners by what became of them in the request log',
    labelNames: ['log'],
    registers,
  });
  for (const log of ['kept', 'sampled', 'unowned']) requests.inc({ log }, 0);
  return onMeasure('partner_requests', (counts) => {
    for (const [log, count] of Object.entries(counts)) requests.inc({ log }, count);
  });
}

/** What a router asks its shards, and which of them serve. */
function countRouted(registers: Registry[]): (() => void)[] {
  const requests = new Counter({
    name: 'zhixiao_router_requests_total',
    help: 'Requests sent to a shard by a router, by what came of them',
    labelNames: ['shard', 'outcome'],
    registers,
  });
  const ready = new Gauge({
    name: 'zhixiao_router_shard_ready',
    help: 'Whether a shard was ready when its router last looked',
    labelNames: ['shard'],
    registers,
  });
  return [
    onMeasure('routed', ({ shard, outcome }) => requests.inc({ shard, outcome })),
    onMeasure('shard', ({ shard, isReady }) => ready.set({ shard }, isReady ? 1 : 0)),
  ];
}
