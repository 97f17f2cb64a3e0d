import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../refusal.ts';

/** A header that no form and no other site's page can send without asking first. */
const CONSOLE_HEADER = 'x-console';

/** Whether somebody is at the page that asks: one that looks again by itself keeps no session alive. */
export function isAttended(request: FastifyRequest): boolean {
  return request.headers[CONSOLE_HEADER] !== 'unattended';
}

/**
 * The origin of the page that asks: the console's. In the sandbox also by the other names of this machine.
 * @throws Refusal other_site
 */
export function ownOrigin(request: FastifyRequest, consoleUrl: string, isSandbox: boolean): string {
  const ours = new URL(consoleUrl).origin;
  const here = `${request.protocol}://${request.headers.host}`;
  const { origin } = request.headers;
  // browsers name the origin with everything but a same-site GET
  if (origin === undefined && request.method === 'GET') return isSandbox ? here : ours;
  const isOurs = origin === ours || (isSandbox && origin === here);
  if (!isOurs || request.headers[CONSOLE_HEADER] === undefined) throw new Refusal('other_site', {});
  return origin;
}
