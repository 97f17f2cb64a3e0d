import type { SealedResponse } from '@zhixiao/protocol/envelope';
import { FieldError } from '@zhixiao/protocol/fields';
import { isStrong } from '@zhixiao/protocol/profile-message';
import { RET, type RetCode } from '@zhixiao/protocol/ret-codes';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { endTrail, newTrail, type RequestTrail } from '../../apps/requests/request-trail.ts';
import type { Core } from '../../core.ts';
import { isDatabaseAway } from '../../db/database.ts';
import { BODY_LIMIT_BYTES } from '../../http/limits.ts';
import { readBodiesOfAnyType } from '../../http/request-bodies.ts';
import { propertyOf } from '../../lib/property-of.ts';
import { answerPartner, plainAnswer, refusePartner } from './answer.ts';
import { errorAnswer, failed } from './error-answer.ts';
import { PARTNER_INTERFACES } from './interfaces.ts';
import type { PartnerInterface } from './partner-interface.ts';
import { PARTNER_PREFIX } from './partner-path.ts';
import { readParts } from './read-parts.ts';
import { NOTHING_SENT, type RawRequest } from './request-body.ts';
import { answerStrong, claimedApp } from './strong-answer.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** How a partner's request fares, from where an interface has had a look at it. */
    trail: RequestTrail | undefined;
  }
}

/**
 * The partner interfaces of the document: `POST /pay_api/{interface}`, on a scope with that prefix. Whatever comes
 * there is answered in the envelope, and with HTTP 200: old clients read no body of a 4xx or 5xx. Other statuses
 * have only what is refused before an app is known: 413, 429, 503.
 */
export function partnerRoutes(server: FastifyInstance, core: Core): void {
  readBodiesOfAnyType(server, BODY_LIMIT_BYTES);
  server.decorateRequest('trail', undefined);

  for (const [name, called] of Object.entries(PARTNER_INTERFACES)) {
    server.post(`/${name}`, (request, reply) => {
      if (isStrong(request.headers)) return sendStrong(core, name, called, request, reply);
      const trail = begin(request, name, 1);
      return answered(core, request, reply, trail, async () =>
        answerPartner(core, called, {
          raw: await readParts(request),
          address: request.clientAddress,
          interfaceName: name,
          trail,
        }),
      );
    });
  }
  // another method of an interface ends here too
  server.setNotFoundHandler(async (request, reply) => {
    const name = knownInterface(request);
    const isKnown = name !== '';
    if (isKnown) reply.header('allow', 'POST');
    const message = isKnown ? '请使用 POST 方法调用' : '接口不存在，请检查请求地址';
    reply.code(200);
    const trail = begin(request, name, isStrong(request.headers) ? 2 : 1);
    return answered(core, request, reply, trail, () =>
      refused(core, request, trail, 'path', RET.refused, message),
    );
  });
  answerErrors(server, core);
}

/** Errors without an app are answered in the envelope all the same: an old client still reads a message. */
function answerErrors(server: FastifyInstance, core: Core): void {
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const { status, step, code, message } = errorAnswer(error, request, reply);
    // what no interface has had a look at was refused for what it is
    request.trail ??= Object.assign(begin(request, knownInterface(request), 1), { step });
    endTrail(request.trail, step === 'server' ? 'failed' : 'refused', code, message);
    reply.code(status);
    keep(core, request, reply);
    return reply.send(plainAnswer(code, message));
  });
}

/** As web servers' logs have it: the client has closed the connection before its answer. */
const CLIENT_GONE = 499;

/**
 * Writes down how a request has fared, when its answer is known. Not by a hook: one that runs for each answer costs a
 * request more than all else of its log.
 */
function keep(core: Core, request: FastifyRequest, reply: FastifyReply): void {
  const { trail } = request;
  if (!trail) return;
  if (trail.isAppUnknown) reply.notHere();
  trail.requestId = request.id;
  trail.httpStatus = reply.raw.destroyed ? CLIENT_GONE : reply.statusCode;
  trail.durationUs = Math.round(reply.elapsedTime * 1_000);
  core.requests.note(trail, request.clientAddress);
}

function begin(request: FastifyRequest, interfaceName: string, version: 1 | 2): RequestTrail {
  const trail = newTrail(interfaceName, version);
  request.trail = trail;
  return trail;
}

/** Errors are answered in the envelope, encrypted where the app is known. */
async function answered(
  core: Core,
  request: FastifyRequest,
  reply: FastifyReply,
  trail: RequestTrail,
  answer: () => Promise<SealedResponse>,
): Promise<SealedResponse> {
  let sealed: SealedResponse;
  try {
    sealed = await answer();
  } catch (error) {
    if (error instanceof FieldError) {
      endTrail(trail, 'refused', RET.badRequest, error.message);
      sealed = plainAnswer(RET.badRequest, error.message);
    } else {
      if (isDatabaseAway(error) || isForAll(propertyOf(error, 'statusCode'))) throw error;
      sealed = await refused(core, request, trail, 'server', RET.refused, failed(error, request, reply));
    }
  }
  keep(core, request, reply);
  return sealed;
}

/** Whether a status is answered by the error handler of all routes. */
function isForAll(status: unknown): boolean {
  return status === 413 || status === 429;
}

/** The second version: the answer is in the profile of its request, as text, since its bytes are signed. */
async function sendStrong(
  core: Core,
  name: string,
  called: PartnerInterface,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { headers, clientAddress: address } = request;
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const path = `${PARTNER_PREFIX}/${name}`;
  const trail = begin(request, name, 2);
  const answer = await answerStrong(core, called, { path, headers, body, address, trail }, (error) =>
    failed(error, request, reply),
  );
  keep(core, request, reply);
  return reply.type('application/json; charset=utf-8').headers(answer.headers).send(answer.body);
}

async function refused(
  core: Core,
  request: FastifyRequest,
  trail: RequestTrail,
  step: RequestTrail['step'],
  code: RetCode,
  message: string,
): Promise<SealedResponse> {
  trail.step = step;
  endTrail(trail, step === 'server' ? 'failed' : 'refused', code, message);
  if (trail.version === 2) {
    await claimedApp(core, request.headers, trail);
    return plainAnswer(code, message);
  }
  return refusePartner(core, await readWhatCanBeRead(request), trail, code, message);
}

/** For an answer that does not depend on what was sent. */
async function readWhatCanBeRead(request: FastifyRequest): Promise<RawRequest> {
  try {
    return await readParts(request);
  } catch (error) {
    if (error instanceof FieldError) return NOTHING_SENT;
    throw error;
  }
}

/** Which interface a request is addressed to; empty: none. */
function knownInterface({ raw: { url = '' } }: FastifyRequest): string {
  const name = /^\/[^/]*\/([^/?]*)/.exec(url)?.[1] ?? '';
  return Object.hasOwn(PARTNER_INTERFACES, name) ? name : '';
}
