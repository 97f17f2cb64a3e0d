import { readFileSync } from 'node:fs';
import type { FastifyReply } from 'fastify';

const SHEET = readFileSync(new URL('sheet.js', import.meta.url), 'utf8');

/** A bridge as one script, with the sheet that all of them show. */
export function bridgeScript(bridge: URL): string {
  return SHEET + readFileSync(bridge, 'utf8');
}

/** A script for pages of any origin. */
export function sendScript(reply: FastifyReply, script: string): FastifyReply {
  return reply
    .type('text/javascript; charset=utf-8')
    .header('cross-origin-resource-policy', 'cross-origin')
    .send(script);
}
