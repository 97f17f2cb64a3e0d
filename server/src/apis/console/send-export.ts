import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Core } from '../../core.ts';
import { SECOND_MS } from '../../lib/clock.ts';
import type { Export } from '../../lib/export/export.ts';
import { sessionOf } from '../../operators/session.ts';

const LOOK_EVERY_MS = 2 * SECOND_MS;

export function isExport(answer: unknown): answer is Export {
  return typeof answer === 'object' && answer !== null && 'contentType' in answer && 'body' in answer;
}

/** Sends a file while it is made. Whoever is frozen or signed out meanwhile gets no more of it: it is cut off. */
export function sendExport(
  core: Core,
  reply: FastifyReply,
  token: string | undefined,
  { contentType, fileName, body }: Export,
): FastifyReply {
  return reply
    .type(contentType)
    .header('content-disposition', `attachment; filename*=UTF-8''${extValue(fileName)}`)
    .send(Readable.from(whileSignedIn(core, token, body)));
}

/** RFC 5987: what `encodeURIComponent` leaves as it is and an `ext-value` may not have. */
function extValue(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16)}`);
}

/** The parts of a file for as long as a session lasts. @throws when it is over */
export async function* whileSignedIn(
  core: Core,
  token: string | undefined,
  body: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let lookedAt = core.clock.now();
  for await (const part of body) {
    yield part;
    const now = core.clock.now();
    if (now.getTime() - lookedAt.getTime() < LOOK_EVERY_MS) continue;
    if (token === undefined || !(await sessionOf(core, token, false))) throw new Error('the session is over');
    lookedAt = now;
  }
}
