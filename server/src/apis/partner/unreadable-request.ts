import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { RET } from '@zhixiao/protocol/ret-codes';
import { type headersFor, REQUEST_ID } from '../../http/headers.ts';
import type { LastRequests } from '../../http/last-requests.ts';
import { plainAnswer } from './answer.ts';
import { PARTNER_PREFIX, partnerUrl } from './partner-path.ts';

/** What Node says of bytes that are no HTTP; `rawPacket` begins with the request's first line if its head is the trouble. */
interface ClientError extends Error {
  readonly code: string;
  readonly rawPacket: unknown;
}

const MESSAGE = '请求不是有效的 HTTP';
/** More than the first line that a partner's client would send. */
const LOOKED_AT_BYTES = 1024;

type Headers = ReturnType<typeof headersFor>;

/**
 * Answers what is no HTTP, and closes the connection: the route of the request that it stands in does, in its own words. What reaches
 * no route is answered in plain words, a partner's client in its envelope.
 */
export function answerUnreadable(
  headers: Headers,
  newId: () => string,
  requests: LastRequests,
): (error: ClientError, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    if (requests.leaveTo(socket, statusOf(error))) return;
    if (socket.writable) {
      const isPartner = isForPartners(error.rawPacket);
      const named = { ...headers, [REQUEST_ID]: newId() };
      socket.write(isPartner ? inEnvelope(named) : inWords(statusOf(error), named));
    }
    socket.destroy(error);
  };
}

function isForPartners(packet: unknown): boolean {
  const line = Buffer.isBuffer(packet) ? packet.toString('latin1', 0, LOOKED_AT_BYTES) : '';
  const target = /^[A-Z]{3,10} (\S+)/i.exec(line)?.[1] ?? '';
  return partnerUrl(target).startsWith(`${PARTNER_PREFIX}/`);
}

function inEnvelope(headers: Headers): string {
  return answer(200, 'application/json', JSON.stringify(plainAnswer(RET.badRequest, MESSAGE)), headers);
}

function inWords(status: number, headers: Headers): string {
  return answer(status, 'text/plain', MESSAGE, headers);
}

function statusOf({ code }: ClientError): number {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
}

function answer(status: number, contentType: string, body: string, headers: Headers): string {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    `Content-Type: ${contentType}; charset=utf-8`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
