import { readFileSync } from 'node:fs';
import type { FastifyReply } from 'fastify';

const SHEET = readSource('sheet.js');

/** A bridge as one script, with the sheet that all of them show. */
export function bridgeScript(name: 'bridge.js' | 'alipay-bridge.js'): string {
  return SHEET + readSource(name);
}

/** A script for pages of any origin. */
export function sendScript(reply: FastifyReply, script: string): FastifyReply {
  return reply
    .type('text/javascript; charset=utf-8')
    .header('cross-origin-resource-policy', 'cross-origin')
    .send(script);
}

function readSource(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
