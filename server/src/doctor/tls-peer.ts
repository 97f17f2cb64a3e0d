import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';

/** What a server shows of itself before anything is asked of it. */
export interface TlsPeer {
  /** Undefined: its certificate is trusted and is of this name. */
  readonly distrust: string | undefined;
  readonly validUntil: Date | undefined;
  /** `TLSv1.3` for instance. */
  readonly protocol: string | undefined;
}

const TIMEOUT_MS = 8_000;

/** Shakes hands with a server and leaves. @throws the system's error when the server does not answer by TLS */
export async function tlsPeer(host: string, port: number): Promise<TlsPeer> {
  const servername = /^[\d.]+$|:/.test(host) ? {} : { servername: host };
  // nothing is sent to the server: an invalid certificate is reported in the result and is not an error
  const socket = connect({ host, port, rejectUnauthorized: false, ...servername });
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return peerOf(socket);
  } finally {
    socket.on('error', () => undefined);
    socket.destroy();
  }
}

/** The same of a connection that is open. */
export function peerOf(socket: TLSSocket): TlsPeer {
  const { valid_to: until } = socket.getPeerCertificate();
  const validUntil = until === undefined ? undefined : new Date(until);
  const reason: unknown = socket.authorizationError;
  return {
    distrust: socket.authorized ? undefined : reason instanceof Error ? reason.message : String(reason),
    validUntil,
    protocol: socket.getProtocol() ?? undefined,
  };
}
