import { API_ERROR, type ApiError, type ApiRefusal } from '@zhixiao/contract/console/error';
import { FILE } from '@zhixiao/contract/console/list';
import { FieldError } from '@zhixiao/protocol/fields';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Core } from '../../core.ts';
import type { Admitted } from '../../http/admission.ts';
import { TooManyRequests } from '../../http/rate-limit.ts';
import { answerWriter, JSON_TYPE } from '../../http/select-answer.ts';
import { unavailable } from '../../http/unavailable.ts';
import { Refusal } from '../../refusal.ts';
import { refusalWords, statusOf } from '../refusals.ts';
import { type Answerer, type HttpVisit, letAnybodyIn, letOperatorIn } from './let-in.ts';
import type { Route } from './route.ts';
import { isExport, sendExport } from './send-export.ts';
import { type SessionCookie, sessionCookie } from './session-cookie.ts';

const CONSOLE_API_PREFIX = '/console-api';

declare module 'fastify' {
  interface FastifyRequest {
    /** Answers a request to the console's API that was let in by its head, once its body is there. */
    answerLetIn: Answerer | undefined;
  }
}

/**
 * The console's API: the routes that are declared and no others.
 * @param files how routes are admitted that answer a file
 */
export function consoleRoutes(
  server: FastifyInstance,
  core: Core,
  files: Admitted,
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
    const isFile = route.answers === FILE;
    const letIn = letInTo(isFile ? files.core : core, route);
    const send = answerSender(core, cookie, route);
    server.route({
      method: route.method,
      url: `${CONSOLE_API_PREFIX}${route.path}`,
      bodyLimit: route.bodyLimitBytes,
      // by the head alone: a stranger's body is not read
      onRequest: [
        ...(isFile ? [files.admit] : []),
        async (request, reply) => {
          request.answerLetIn = await letIn({ request, reply, cookie, environment });
        },
      ],
      handler: async (request, reply) => {
        return send({ request, reply }, await request.answerLetIn?.());
      },
    });
  }
}

function letInTo(core: Core, route: Route): (visit: HttpVisit) => Promise<Answerer> {
  if (route.access === 'anyone') {
    const read = route.reader();
    return (visit) => letAnybodyIn(core, route, read, visit);
  }
  const read = route.reader();
  return (visit) => letOperatorIn(core, route, read, visit);
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

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Refusal) {
    if (error.code === 'sign_in_locked') reply.header('retry-after', String(error.details.seconds));
    return refuse(reply, statusOf(error.code), { code: error.code, ...refusalWords(error) });
  }
  if (error instanceof FieldError) {
    const { message, field, problem } = error;
    const inEnglish = `“${field}” is not valid.`;
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
  // logged once, when it began
  const words = unavailable(error, reply);
  if (words) {
    const { zh: message, en: inEnglish } = words.code === 'busy' ? PAYMENTS_FIRST : words;
    return refuse(reply, 503, { code: words.code, message, inEnglish });
  }
  request.log.error({ err: error }, 'console request failed');
  return refuse(reply, 500, {
    code: 'failed',
    message: `系统繁忙，请稍后重试（${request.id}）`,
    inEnglish: `The server is busy. Please try again later (${request.id}).`,
  });
}

const PAYMENTS_FIRST = {
  zh: '系统繁忙，正在优先处理付款，请稍后重试',
  en: 'The server is busy and serves payments first. Please try again shortly.',
};

function refuse(reply: FastifyReply, status: number, error: ApiRefusal): FastifyReply {
  const body: ApiError = { error };
  return reply.code(status).type(JSON_TYPE).send(writeError(body));
}
