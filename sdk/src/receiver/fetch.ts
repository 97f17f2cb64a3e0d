import { readText } from './body.ts';
import type { Receive } from './receive.ts';

/** What is used of a `Request`. */
export interface FetchRequest {
  readonly method: string;
  readonly headers: { forEach(each: (value: string, name: string) => void): void };
  readonly body: { getReader(): Reader } | null;
}

interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

/** The `Response` of whatever types are there: those of the DOM, of Node, of a worker. */
export type FetchResponse = typeof globalThis extends { Response: { prototype: infer R } } ? R : never;

export function receiveFetch(receive: Receive): (request: FetchRequest) => Promise<FetchResponse> {
  return async (request) => {
    const headers: Record<string, string> = {};
    request.headers.forEach((value, name) => {
      headers[name] = value;
    });
    const { status, text } = await receive({
      method: request.method,
      headers,
      body: () => readText(partsOf(request)),
    });
    return new Response(text, {
      status,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    }) as FetchResponse;
  };
}

/** A stream is no async iterator everywhere. */
async function* partsOf({ body }: FetchRequest): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  if (!reader) return;
  let ended = false;
  try {
    while (!ended) {
      const { done, value } = await reader.read();
      ended = done;
      if (value) yield value;
    }
  } finally {
    if (!ended) await reader.cancel();
  }
}
