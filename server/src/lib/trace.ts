import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash, randomBytes } from 'node:crypto';
import { isMeasured, measured } from './measures.ts';
import type { Attributes, Span, SpanContext, SpanKind } from './span.ts';
import { writeTraceparent } from './traceparent.ts';

/** A span that has not ended. */
export interface OpenSpan {
  readonly attributes: Attributes;
  hasFailed: boolean;
}

/** What this process does for one request or one job, with everything below it. */
interface Work {
  traceId: string;
  orderSpanId: string | undefined;
  /** Kept until the work ends, since only then the trace is known for sure; undefined: it has ended. */
  spans: RunningSpan[] | undefined;
}

interface RunningSpan extends OpenSpan, SpanStart {
  readonly work: Work;
  readonly parent: RunningSpan | undefined;
  readonly startedAt: number;
  spanId: string;
  endedAt: number;
}

interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  readonly link?: SpanContext | undefined;
}

const storage = new AsyncLocalStorage<RunningSpan | undefined>();
/** What is done in a long job beyond this many steps is left out. */
const SPANS_MAX = 500;

/** Whether there is a listener; without one nothing below costs more than this question. */
export function isTraced(): boolean {
  return isMeasured('spans');
}

/** A request or a job that is beginning; it ends with `endWork`. */
export function beginWork(start: SpanStart): OpenSpan {
  const work: Work = { traceId: randomHex(16), orderSpanId: undefined, spans: [] };
  return running(work, undefined, start, now());
}

/** Runs `run` as part of a request or job. */
export function within<T>(work: OpenSpan | undefined, run: () => T): T {
  return work ? storage.run(work as RunningSpan, run) : run();
}

/** Runs `run` as part of nothing, because it is done for many. */
export function outsideTraces<T>(run: () => T): T {
  return storage.getStore() ? storage.run(undefined, run) : run();
}

/** Ends it, and gives all its spans to the listener. */
export function endWork(begun: OpenSpan): void {
  const root = begun as RunningSpan;
  root.endedAt = now();
  const { spans = [] } = root.work;
  root.work.spans = undefined;
  publish([root, ...spans]);
}

/** Runs one step of the current request or job as a span. What is part of neither is not traced. */
export async function traced<T>(
  name: string,
  kind: SpanKind,
  attributes: Attributes,
  run: (span: OpenSpan | undefined) => Promise<T>,
): Promise<T> {
  const parent = storage.getStore();
  if (!parent) return run(undefined);
  const span = running(parent.work, parent, { name, kind, attributes }, now());
  try {
    return await storage.run(span, () => run(span));
  } catch (error) {
    markFailed(span, error);
    throw error;
  } finally {
    finish(span, now());
  }
}

/** Says that a span has failed, by an error or by a word for its kind; the first word stands. */
export function markFailed(span: OpenSpan, cause: unknown): void {
  const name = cause instanceof Error ? cause.name : 'unknown';
  span.attributes['error.type'] ??= typeof cause === 'string' ? cause : name;
  span.hasFailed = true;
}

/** Adds a step that has just ended to the current request or job. */
export function addStep(start: SpanStart, seconds: number, hasFailed: boolean): void {
  const parent = storage.getStore();
  if (!parent) return;
  const endedAt = now();
  const span = running(parent.work, parent, start, endedAt - seconds * 1_000);
  span.hasFailed = hasFailed;
  finish(span, endedAt);
}

/** Tells more of the current span. */
export function annotate(attributes: Attributes): void {
  const span = storage.getStore();
  if (span) Object.assign(span.attributes, attributes);
}

/**
 * Puts the current request or job into the trace of an order, whose number gives the ids: nothing is stored, and every
 * process comes to the same. The first order counts. The request that made the order is what all else is below.
 */
export function traceOrder(orderId: string, part: 'beginning' | 'later' = 'later'): void {
  const span = storage.getStore();
  if (!span || span.work.orderSpanId !== undefined) return;
  const root = rootOf(span);
  const { traceId, spanId } = orderContext(orderId);
  Object.assign(span.work, { traceId, orderSpanId: spanId });
  if (part === 'beginning') root.spanId = spanId;
  root.attributes['zhixiao.order_id'] = orderId;
}

/** Trace and first span of an order: the first 16 and the next 8 bytes of the SHA-256 of its number. */
function orderContext(orderId: string): SpanContext {
  const hash = createHash('sha256').update(orderId).digest('hex');
  return { traceId: hash.slice(0, 32), spanId: hash.slice(32, 48) };
}

/** Where a line of the log was written; undefined outside of requests and jobs, and when nothing is traced. */
export function currentSpan(): SpanContext | undefined {
  const span = storage.getStore();
  return span && { traceId: span.work.traceId, spanId: span.spanId };
}

/** The header that continues the current trace elsewhere. */
export function traceHeader(): Readonly<Record<string, string>> {
  const span = currentSpan();
  return span ? { traceparent: writeTraceparent(span) } : {};
}

function running(work: Work, parent: RunningSpan | undefined, start: SpanStart, at: number): RunningSpan {
  return { ...start, work, parent, startedAt: at, endedAt: at, spanId: randomHex(8), hasFailed: false };
}

function finish(span: RunningSpan, at: number): void {
  span.endedAt = at;
  const { spans } = span.work;
  if (!spans) publish([span]);
  else if (spans.length < SPANS_MAX) spans.push(span);
}

function publish(spans: readonly RunningSpan[]): void {
  if (isTraced()) measured('spans', { spans: spans.map(ended) });
}

function ended({ work, parent, spanId, ...span }: RunningSpan): Span {
  const { name, kind, startedAt, endedAt, attributes, link, hasFailed } = span;
  const { traceId, orderSpanId } = work;
  const above = parent?.spanId ?? orderSpanId;
  const parentId = above === spanId ? undefined : above;
  return { traceId, spanId, parentId, name, kind, startedAt, endedAt, attributes, link, hasFailed };
}

function rootOf(span: RunningSpan): RunningSpan {
  return span.parent ? rootOf(span.parent) : span;
}

/** Of a clock that is never set back while the process runs. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
