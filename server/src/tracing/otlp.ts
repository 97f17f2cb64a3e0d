import type { Attributes, Span, SpanKind } from '../lib/span.ts';

/** Who the spans are of, by OpenTelemetry's conventions for resources. */
type Resource = Readonly<Attributes> & { readonly 'service.version': string };

const KINDS = { internal: 1, server: 2, client: 3 } as const satisfies Record<SpanKind, number>;
const STATUS_ERROR = 2;

/** Spans as an OTLP trace request in its JSON form (opentelemetry-proto 1.x: ids in hex, 64-bit numbers as text). */
export function traceRequest(resource: Resource, spans: readonly Span[]): string {
  const scope = { name: 'zhixiao-pay', version: resource['service.version'] };
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: keyValues(resource) },
        scopeSpans: [{ scope, spans: spans.map(spanView) }],
      },
    ],
  });
}

function spanView(span: Span): object {
  const { traceId, spanId, parentId, name, kind, startedAt, endedAt, attributes, link, hasFailed } = span;
  return {
    traceId,
    spanId,
    ...(parentId === undefined ? {} : { parentSpanId: parentId }),
    name,
    kind: KINDS[kind],
    startTimeUnixNano: nanoseconds(startedAt),
    endTimeUnixNano: nanoseconds(endedAt),
    attributes: keyValues(attributes),
    ...(link ? { links: [{ traceId: link.traceId, spanId: link.spanId }] } : {}),
    ...(hasFailed ? { status: { code: STATUS_ERROR } } : {}),
  };
}

function keyValues(attributes: Readonly<Attributes>): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: string | number | boolean): object {
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'string') return { stringValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

function nanoseconds(milliseconds: number): string {
  return `${Math.round(milliseconds * 1_000)}000`;
}
