import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import manifest from '../../package.json' with { type: 'json' };
import type { TracingSettings } from '../config/tracing.ts';
import { type Clock, SECOND_MS } from '../lib/clock.ts';
import { createHttpClient, HttpFailure } from '../lib/http-client.ts';
import { onMeasure } from '../lib/measures.ts';
import type { Span } from '../lib/span.ts';
import { createSummedLog } from '../lib/summed-log.ts';
import { addStep } from '../lib/trace.ts';
import { traceRequest } from './otlp.ts';

interface Parts {
  /** What the collector asks for, such as a key. */
  readonly headers: Readonly<Record<string, string>>;
  readonly mode: string;
  readonly clock: Clock;
  readonly log: Logger;
}

const SEND_EVERY_MS = SECOND_MS;
const BATCH = 512;
/** While the collector is away; what does not fit is lost. */
const QUEUED_MAX = 8 * BATCH;
const TIMEOUT_MS = 5 * SECOND_MS;

/** Traces this process and sends what it did to a collector by OTLP over HTTP. Disposing it sends what is left, once. */
export function startTracing(
  { url, serviceName, sampledPart }: TracingSettings,
  { headers, mode, clock, log }: Parts,
): AsyncDisposable {
  const stack = new AsyncDisposableStack();
  const http = stack.use(createHttpClient({ timeoutMs: TIMEOUT_MS }));
  const troubles = createSummedLog(log, clock);
  stack.defer(() => troubles.close());
  const resource = {
    'service.name': serviceName,
    'service.version': manifest.version,
    'service.instance.id': randomUUID(),
    'deployment.environment.name': mode,
  };
  const queued: Span[] = [];
  const trouble = (reason: string) =>
    troubles.note({ subject: 'traces', reason, message: 'traces could not be sent' });
  const enqueue = (spans: readonly Span[]) => {
    const wanted = spans.filter(({ traceId }) => isSampled(traceId, sampledPart));
    if (wanted.length === 0) return;
    if (queued.length + wanted.length > QUEUED_MAX) trouble('too many wait; some are lost');
    else queued.push(...wanted);
  };
  const sendBatch = async () => {
    const batch = queued.splice(0, BATCH);
    const problem = await send(batch);
    if (!problem) return true;
    trouble(problem.reason);
    if (problem.isPassing) enqueue(batch);
    return !problem.isPassing;
  };
  const send = async (batch: readonly Span[]): Promise<Problem | undefined> => {
    const body = traceRequest(resource, batch);
    try {
      const request = { url, headers: { ...headers, 'content-type': 'application/json' }, body } as const;
      const { status } = await http.request({ ...request, method: 'POST' });
      if (status < 300) return undefined;
      return { reason: `HTTP ${status}`, isPassing: LATER.has(status) };
    } catch (error) {
      if (error instanceof HttpFailure) return { reason: error.reason, isPassing: true };
      throw error;
    }
  };
  let sending: Promise<void> | undefined;
  const flush = async () => {
    while (queued.length > 0 && (await sendBatch()));
  };
  const timer = setInterval(() => {
    sending ??= flush().finally(() => {
      sending = undefined;
    });
  }, SEND_EVERY_MS).unref();

  stack.defer(async () => {
    clearInterval(timer);
    await sending;
    await flush();
  });
  stack.defer(onMeasure('spans', ({ spans }) => enqueue(spans)));
  stack.defer(onMeasure('statement', addStatement));
  return stack;
}

interface Problem {
  readonly reason: string;
  /** Whether the same spans are sent again. */
  readonly isPassing: boolean;
}

/** What the OTLP specification has a client try again. */
const LATER: ReadonlySet<number> = new Set([429, 502, 503, 504]);

function addStatement({ name, seconds, isDone }: { name: string; seconds: number; isDone: boolean }): void {
  const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': name };
  addStep({ name, kind: 'client', attributes }, seconds, !isDone);
}

const DIGITS = 13;

/** By the last 52 bits of the trace, so that every process decides the same. */
function isSampled(traceId: string, part: number): boolean {
  return Number.parseInt(traceId.slice(-DIGITS), 16) >= (1 - part) * 16 ** DIGITS;
}
