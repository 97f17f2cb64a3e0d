import { FieldError } from '@zhixiao/protocol/fields';
import { RET } from '@zhixiao/protocol/ret-codes';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Core } from '../core.ts';
import { isDatabaseAway } from '../db/database.ts';
import { rateLimit } from '../rate-limit.ts';
import { answerPartner, plainAnswer } from './answer.ts';
import { PARTNER_INTERFACES } from './interfaces.ts';
import { readRequestBody } from './request-body.ts';

export const PARTNER_PREFIX = '/pay_api';

/** The largest request body, in bytes: 16 times what the longest legal order needs. */
const BODY_LIMIT_BYTES = 64 * 1024;

/** The partner interfaces of the document: `POST /pay_api/{interface}`. */
export function partnerRoutes(server: FastifyInstance, core: Core, requestsPerSecond: number): void {
  server.addHook(
    'onRequest',
    rateLimit(requestsPerSecond, (reply) => sendPlain(reply, 429, '请求过于频繁，请稍后重试')),
  );
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
    (_request, body, done) => done(null, body),
  );

  for (const [name, called] of Object.entries(PARTNER_INTERFACES)) {
    server.post(`${PARTNER_PREFIX}/${name}`, async (request) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      try {
        return await answerPartner(
          core,
          called,
          await readRequestBody(request.headers['content-type'], body),
        );
      } catch (error) {
        if (error instanceof FieldError) return plainAnswer(RET.badRequest, error.message);
        throw error;
      }
    });
    server.route({
      method: ['GET', 'PUT', 'PATCH', 'DELETE'],
      url: `${PARTNER_PREFIX}/${name}`,
      handler: (_request, reply) => sendPlain(reply.header('allow', 'POST'), 405, '请使用 POST 方法调用'),
    });
  }

  server.all(`${PARTNER_PREFIX}/*`, (_request, reply) => sendPlain(reply, 404, '接口不存在，请检查请求地址'));

  server.setErrorHandler<FastifyError>((error, request, reply) => {
    if (error.statusCode === 413)
      return sendPlain(reply, 413, `请求体过大，不能超过 ${BODY_LIMIT_BYTES} 字节`);
    // logged once, when the database was lost
    if (isDatabaseAway(error)) {
      return sendPlain(reply.header('retry-after', '5'), 503, '系统维护中，请稍后重试');
    }
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return sendPlain(reply, error.statusCode, '请求无效');
    }
    request.log.error({ err: error }, 'partner request failed');
    return sendPlain(reply, 500, `系统繁忙，请稍后用相同参数重试（${request.id}）`);
  });
}

/** Answers outside the protocol, in its envelope all the same: an old client still reads a message. */
export function sendPlain(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send(plainAnswer(RET.refused, message));
}
