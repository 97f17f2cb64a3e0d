import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { addressGroup, readIpAddress } from '../lib/ip-address.ts';
import type { SummedLog } from '../lib/summed-log.ts';
import { REQUEST_ID } from './headers.ts';
import { RETRY_AFTER_SECONDS } from './unavailable.ts';

export interface ConnectionLimits {
  readonly max: number;
  /** Undefined behind proxies: their connections carry everybody's requests. */
  readonly perAddress: number | undefined;
  /** An answer of which the client has taken nothing for so long is cut off. Milliseconds. */
  readonly stalledAfterMs?: number;
}

const STALLED_AFTER_MS = 120_000;
const MESSAGE = '连接过多，请稍候';

/** Written as it is: of a connection that is refused no request is read. Its id comes first behind the status. */
function refusal(headers: Readonly<Record<string, string>>): (id: string) => string {
  const rest = [
    'Connection: close',
    `Retry-After: ${RETRY_AFTER_SECONDS}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(MESSAGE)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    MESSAGE,
  ].join('\r\n');
  return (id) => `HTTP/1.1 503 Service Unavailable\r\n${REQUEST_ID}: ${id}\r\n${rest}`;
}

interface Watched {
  /** Bytes that the client had taken when it was last looked at, and when that changed. */
  taken: number;
  since: number;
}

/**
 * Refuses connections beyond the limits, and ends those whose client sends requests and does not read the answers.
 * Refusals are logged in one line a minute.
 * @param headers what browsers are told with every answer
 * @param newId the id of what is refused
 */
export function limitConnections(
  server: FastifyInstance,
  summary: SummedLog,
  { max, perAddress, stalledAfterMs = STALLED_AFTER_MS }: ConnectionLimits,
  headers: Readonly<Record<string, string>>,
  newId: () => string,
): void {
  const refused = refusal(headers);
  const open = new Map<Socket, Watched>();
  const byAddress = new Map<string, number>();

  server.server.on('connection', (socket: Socket) => {
    const address = addressGroup(readIpAddress(socket.remoteAddress ?? '') ?? '');
    const ofAddress = (byAddress.get(address) ?? 0) + 1;
    if (open.size >= max || ofAddress > (perAddress ?? Number.POSITIVE_INFINITY)) {
      summary.note({
        subject: 'connections',
        reason: address,
        message: 'connections refused',
        alert: 'connections_refused',
      });
      socket.on('error', () => undefined);
      socket.write(refused(newId()));
      socket.destroy();
      // who has only kept a connection makes room for those who want one
      if (open.size >= max) server.server.closeIdleConnections();
      return;
    }
    byAddress.set(address, ofAddress);
    open.set(socket, { taken: 0, since: performance.now() });
    socket.once('close', () => {
      open.delete(socket);
      const left = (byAddress.get(address) ?? 1) - 1;
      if (left === 0) byAddress.delete(address);
      else byAddress.set(address, left);
    });
  });

  const looking = setInterval(() => {
    const now = performance.now();
    for (const [socket, watched] of open)
      if (unreadSince(socket, watched, now) > stalledAfterMs) socket.destroy();
  }, stalledAfterMs / 10).unref();
  server.addHook('onClose', async () => {
    clearInterval(looking);
    summary.close();
  });
}

/** For how long something has been waiting for the client to read it. Milliseconds. */
function unreadSince(socket: Socket, watched: Watched, now: number): number {
  const taken = socket.bytesWritten - socket.writableLength;
  if (socket.writableLength === 0 || taken !== watched.taken) {
    watched.taken = taken;
    watched.since = now;
  }
  return now - watched.since;
}
