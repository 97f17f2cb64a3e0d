/** What of a span is known outside of its process: 32 and 16 hexadecimal digits. */
export interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
}

export type SpanKind = 'internal' | 'server' | 'client';
export type Attributes = Record<string, string | number | boolean>;

/** One thing that was done, from when until when, in milliseconds since 1970. */
export interface Span extends SpanContext {
  readonly parentId: string | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startedAt: number;
  readonly endedAt: number;
  /** By OpenTelemetry's semantic conventions; nothing of payers, no keys, no amounts. */
  readonly attributes: Readonly<Attributes>;
  /** What a client was doing when it called us. */
  readonly link: SpanContext | undefined;
  readonly hasFailed: boolean;
}
