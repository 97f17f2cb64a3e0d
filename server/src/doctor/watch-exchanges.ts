import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { TLSSocket } from 'node:tls';
import { peerOf, type TlsPeer } from './tls-peer.ts';

/** What our HTTP client met at one origin. */
export interface Met {
  readonly origin: string;
  /** Undefined: the connection did not use TLS. */
  readonly peer: TlsPeer | undefined;
  /** By its answers' Date, with the time they came. */
  readonly clock: { readonly reported: Date; readonly at: Date } | undefined;
}

/** Records the servers that our HTTP client connects to while `work` runs, from any module. */
export async function watchExchanges<T>(work: () => Promise<T>): Promise<{ done: T; met: readonly Met[] }> {
  const met = new Map<string, Met>();
  const note = (origin: string, part: Partial<Met>) =>
    met.set(origin, { peer: undefined, clock: undefined, ...met.get(origin), ...part, origin });
  // shapes: undici, docs/api/DiagnosticsChannel.md
  const connected = (message: unknown) => {
    const { connectParams, socket } = message as {
      connectParams: { protocol: string; host: string };
      socket: unknown;
    };
    const peer = socket instanceof TLSSocket ? peerOf(socket) : undefined;
    note(`${connectParams.protocol}//${connectParams.host}`, { peer });
  };
  const answered = (message: unknown) => {
    const { request, response } = message as {
      request: { origin: string | URL };
      response: { headers: readonly Buffer[] };
    };
    const reported = headerOf(response.headers, 'date');
    if (reported !== undefined)
      note(new URL(request.origin).origin, { clock: { reported: new Date(reported), at: new Date() } });
  };
  subscribe('undici:client:connected', connected);
  subscribe('undici:request:headers', answered);
  try {
    const done = await work();
    return { done, met: [...met.values()] };
  } finally {
    unsubscribe('undici:client:connected', connected);
    unsubscribe('undici:request:headers', answered);
  }
}

/** Names and values by turns, as they came. */
function headerOf(headers: readonly Buffer[], name: string): string | undefined {
  const at = headers.findIndex(
    (part, index) => index % 2 === 0 && part.toString('latin1').toLowerCase() === name,
  );
  return at < 0 ? undefined : headers[at + 1]?.toString('latin1');
}
