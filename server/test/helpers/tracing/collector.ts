import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { propertyOf } from '../../../src/lib/property-of.ts';

/** A span as a collector reads it. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status?: { readonly code: number };
}

/** A collector that takes traces by OTLP over HTTP. */
export interface Collector extends AsyncDisposable {
  readonly url: URL;
  readonly spans: ReceivedSpan[];
  readonly requests: {
    readonly path: string | undefined;
    readonly headers: IncomingHttpHeaders;
    readonly text: string;
  }[];
  /** What it answers. */
  status: number;
}

export async function startCollector(): Promise<Collector> {
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const { status } = collector;
    collector.requests.push({ path: request.url, headers: request.headers, text });
    if (status === 200) collector.spans.push(...spansIn(JSON.parse(text)));
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const collector: Collector = {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`),
    spans: [],
    requests: [],
    status: 200,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return collector;
}

type KeyValue = { readonly key: string; readonly value: Readonly<Record<string, unknown>> };
type SentSpan = Omit<ReceivedSpan, 'attributes'> & { readonly attributes: readonly KeyValue[] };

function spansIn(request: unknown): ReceivedSpan[] {
  const all = (value: unknown, name: string) => propertyOf(value, name) as readonly unknown[];
  const sent = all(request, 'resourceSpans').flatMap((each) =>
    all(each, 'scopeSpans').flatMap((scope) => all(scope, 'spans') as readonly SentSpan[]),
  );
  return sent.map((span) => ({ ...span, attributes: attributesOf(span.attributes) }));
}

function attributesOf(sent: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(sent.map(({ key, value }) => [key, Object.values(value)[0]]));
}
