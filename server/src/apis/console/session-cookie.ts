import type { FastifyReply, FastifyRequest } from 'fastify';
import { readPosition, type WalPosition, writePosition } from '../../db/wal-position.ts';
import { SECOND_MS } from '../../lib/clock.ts';

/** The browser's part of a session; over http, as in the sandbox, a cookie can have no `__Host-`. */
export interface SessionCookie {
  read(request: FastifyRequest): string | undefined;
  /** Undefined takes it back. */
  keep(reply: FastifyReply, token: string | undefined): void;
  readDevice(request: FastifyRequest): string | undefined;
  /** Outlasts the session. */
  keepDevice(reply: FastifyReply, device: string): void;
  /** Up to where what is read has to be new, for who has just changed something; undefined of nobody else. */
  readWritten(request: FastifyRequest): WalPosition | undefined;
  /** Kept for as long as what is read may be old, `maxLagMs`. */
  keepWritten(reply: FastifyReply, end: WalPosition, maxLagMs: number): void;
}

/** What the browser deletes at sign-out. The language it chose and the mark that it has signed in here stay. */
const SIGNED_OUT = '"cache"';
const DEVICE_SECONDS = 180 * 24 * 60 * 60;

export function sessionCookie(consoleUrl: string): SessionCookie {
  const secure = consoleUrl.startsWith('https:');
  const name = secure ? '__Host-console' : 'console';
  const deviceName = `${name}-device`;
  const writtenName = `${name}-written`;
  const options = { path: '/', httpOnly: true, secure, sameSite: 'strict' } as const;
  return {
    read: (request) => request.cookies[name],
    keep(reply, token) {
      if (token === undefined) reply.clearCookie(name, options).header('clear-site-data', SIGNED_OUT);
      else reply.setCookie(name, token, options);
    },
    readDevice: (request) => request.cookies[deviceName],
    keepDevice(reply, device) {
      reply.setCookie(deviceName, device, { ...options, maxAge: DEVICE_SECONDS });
    },
    readWritten: (request) => readPosition(request.cookies[writtenName] ?? ''),
    keepWritten(reply, end, maxLagMs) {
      const maxAge = Math.ceil(maxLagMs / SECOND_MS) + 1;
      reply.setCookie(writtenName, writePosition(end), { ...options, maxAge });
    },
  };
}
