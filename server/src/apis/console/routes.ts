import { API_ERROR, type ApiError, type ApiRefusal } from '@zhixiao/contract/console/error';
import { FILE } from '@zhixiao/contract/console/list';
import { FieldError } from '@zhixiao/protocol/fields';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { auditedDatabase } from '../../audit/record.ts';
import { recordRefusal } from '../../audit/record-refusal.ts';
import type { Core } from '../../core.ts';
import { isDatabaseAway } from '../../db/database.ts';
import { MAINTENANCE, underMaintenance } from '../../http/maintenance.ts';
import { TooManyRequests } from '../../http/rate-limit.ts';
import { answerWriter, JSON_TYPE } from '../../http/select-answer.ts';
import { type Session, sessionOf } from '../../operators/session.ts';
import { Refusal } from '../../refusal.ts';
import { refusalWords, statusOf } from '../refusals.ts';
import { authorize } from './gate.ts';
import { noteOf } from './note.ts';
import { isAttended, ownOrigin } from './own-site.ts';
import { paramReader } from './params.ts';
import type { NoteParts, OperatorContext, RequestContext, Route } from './route.ts';
import { isExport, sendExport } from './send-export.ts';
import { type SessionCookie, sessionCookie } from './session-cookie.ts';

export const CONSOLE_API_PREFIX = '/console-api';

declare module 'fastify' {
  interface FastifyRequest {
    /** Answers a request to the console's API that was let in by its head, with what its body turns out to ask. */
    answerLetIn: ((read: () => object) => Promise<unknown>) | undefined;
  }
}

/** The console's API: the routes that are declared and no others. */
export function consoleRoutes(
  server: FastifyInstance,
  core: Core,
  routes: readonly Route[],
  sandboxUrl: string | undefined,
): void {
  const environment = sandboxUrl === undefined ? 'production' : 'sandbox';
  const cookie = sessionCookie(core.consoleUrl);
  server.decorateRequest('answerLetIn', undefined);
  server.setErrorHandler<FastifyError>((error, request, reply) => answerError(error, request, reply));
  server.all(`${CONSOLE_API_PREFIX}/*`, (_request, reply) =>
    refuse(reply, 404, { code: 'not_found', message: '接口不存在', inEnglish: 'There is no such route.' }),
  );
  for (const route of routes) {
    const read = paramReader(route.params);
    const send = answerSender(core, cookie, route);
    server.route({
      method: route.method,
      url: `${CONSOLE_API_PREFIX}${route.path}`,
      bodyLimit: route.bodyLimitBytes,
      // by the head alone: a stranger's body is not read
      onRequest: async (request, reply) => {
        request.answerLetIn = await letIn(core, route, { request, reply, cookie, environment });
      },
      handler: async (request, reply) => {
        return send({ request, reply }, await request.answerLetIn?.(() => read(request) as object));
      },
    });
  }
}

const writeError = answerWriter(API_ERROR);

/** Sends what a route answers: a file as it is made, anything else as its schema selects it. */
function answerSender(core: Core, cookie: SessionCookie, { answers }: Route) {
  const write = answers === FILE ? undefined : answerWriter(answers);
  return ({ request, reply }: Pick<HttpVisit, 'request' | 'reply'>, answer: unknown): FastifyReply => {
    if (write) return reply.type(JSON_TYPE).send(write(answer));
    if (!isExport(answer)) throw new Error('the route answers no file');
    return sendExport(core, reply, cookie.read(request), answer);
  };
}

interface HttpVisit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly cookie: SessionCookie;
  readonly environment: RequestContext['environment'];
}

/**
 * Who asks, and whether they may; what is given back is what was asked, and the answer. Whatever ends either is told in
 * the audit log.
 */
async function letIn(
  core: Core,
  route: Route,
  visit: HttpVisit,
): Promise<(read: () => object) => Promise<unknown>> {
  const { request, reply, cookie, environment } = visit;
  const origin = ownOrigin(request, core.consoleUrl, environment === 'sandbox');
  const token = cookie.read(request);
  const session = token === undefined ? undefined : await sessionOf(core, token, isAttended(request));
  let noted: NoteParts = {};
  let params: object | undefined;
  const visitor = {
    address: request.clientAddress,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
    device: cookie.readDevice(request),
  };
  const note = () => noteOf(core, route, { session, address: visitor.address, params, noted });
  const audited = auditedDatabase(core, note);
  const requestContext: RequestContext = {
    ...visitor,
    core,
    environment,
    origin,
    session,
    identified(account) {
      noted = { ...noted, operator: account };
    },
    note(more) {
      noted = { ...noted, ...more, details: { ...noted.details, ...more.details } };
    },
    keepToken: (kept) => cookie.keep(reply, kept),
    keepDevice: (device) => cookie.keepDevice(reply, device),
  };
  const { when, ofSession } = route.audit ?? {};
  const isRecordable = route.audit !== undefined && !(ofSession && session === undefined);
  let isRecorded = isRecordable && when === undefined;
  const recordingRefusal = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refusal) await recordRefusal(core, note(), error.code, isRecorded);
      throw error;
    }
  };
  const answer = async (read: () => object) => {
    params = read();
    isRecorded ||= isRecordable && when !== undefined && when in params;
    const stillThere = { ...requestContext, session: await sessionNow(core, request, token, session) };
    const auditedContext = isRecorded ? { ...stillThere, core: { ...core, db: audited.db } } : stillThere;
    const operatorContext =
      route.access.permission === 'anyone' ? auditedContext : await authorize(route, auditedContext, params);
    if (isRecorded) await noteSchool(operatorContext as OperatorContext, route, params);
    // what a look-up shows is told before it is shown
    if (isRecorded && route.method === 'GET') await audited.record();
    const answered = await route.answer(operatorContext as OperatorContext, params as never);
    if (isRecorded) await audited.record();
    return answered;
  };
  await recordingRefusal(async () => {
    if (route.access.permission !== 'anyone') await authorize(route, requestContext, {});
  });
  return (read) => recordingRefusal(() => answer(read));
}

/** The session once the body is there: it may have taken a minute, in which somebody was frozen or signed out. */
async function sessionNow(
  core: Core,
  { method }: FastifyRequest,
  token: string | undefined,
  session: Session | undefined,
): Promise<Session | undefined> {
  if (method === 'GET' || token === undefined || session === undefined) return session;
  return sessionOf(core, token, false);
}

async function noteSchool(
  { core, scope, note }: OperatorContext,
  { audit }: Route,
  params: object,
): Promise<void> {
  if (!audit?.school || audit.subject === undefined) return;
  const subject = String((params as Readonly<Record<string, unknown>>)[audit.subject]);
  const schoolId = await audit.school(core, scope, subject);
  if (schoolId !== undefined) note({ schoolId });
}

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Refusal) {
    if (error.code === 'sign_in_locked') reply.header('retry-after', String(error.details.seconds));
    return refuse(reply, statusOf(error.code), { code: error.code, ...refusalWords(error) });
  }
  if (error instanceof FieldError) {
    const { message, field, problem } = error;
    const inEnglish = `“${field}” is not filled in as it should be.`;
    return refuse(reply, 400, { code: 'invalid', message, inEnglish, invalid: { field, problem } });
  }
  if (error instanceof TooManyRequests) {
    return refuse(reply, 429, {
      code: 'too_many_requests',
      message: '请求过于频繁，请稍候',
      inEnglish: 'Too many requests. Please wait a moment.',
    });
  }
  // the client's own doing, such as an upload broken off
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return refuse(reply, error.statusCode, {
      code: 'invalid',
      message: '请求无效',
      inEnglish: 'The request is not valid.',
    });
  }
  // logged once, when the database was lost
  if (isDatabaseAway(error)) {
    const { code, zh: message, en: inEnglish } = MAINTENANCE;
    return refuse(underMaintenance(reply), 503, { code, message, inEnglish });
  }
  request.log.error({ err: error }, 'console request failed');
  return refuse(reply, 500, {
    code: 'failed',
    message: `系统繁忙，请稍后重试（${request.id}）`,
    inEnglish: `The server is busy. Please try again later (${request.id}).`,
  });
}

function refuse(reply: FastifyReply, status: number, error: ApiRefusal): FastifyReply {
  const body: ApiError = { error };
  return reply.code(status).type(JSON_TYPE).send(writeError(body));
}
