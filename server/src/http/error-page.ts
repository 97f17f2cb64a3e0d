import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseAway } from '../db/database.ts';

const RETRY_AFTER_SECONDS = 5;

interface Trouble {
  readonly status: number;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

/**
 * Answers what went wrong on routes that have no words of their own for it (pages, callbacks, hints): a page to who asks
 * for one, JSON to programs, never what the error says.
 */
export function errorPages(server: FastifyInstance): void {
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const trouble = troubleOf(error, request);
    if (trouble.status === 503) reply.header('retry-after', String(RETRY_AFTER_SECONDS));
    return send(trouble, request, reply);
  });
}

function troubleOf(error: FastifyError, request: FastifyRequest): Trouble {
  if (isDatabaseAway(error)) {
    return {
      status: 503,
      code: 'maintenance',
      zh: '系统维护中，请稍后重试',
      en: 'Under maintenance. Please try again shortly.',
    };
  }
  const { statusCode: status = 500 } = error;
  if (status < 500) return { status, code: 'invalid', zh: '请求无效', en: 'This request is not valid.' };
  request.log.error({ err: error }, 'request failed');
  const { id } = request;
  return {
    status: 500,
    code: 'failed',
    zh: `系统繁忙，请稍后重试（${id}）`,
    en: `Something went wrong. Please try again shortly (${id}).`,
  };
}

function send({ status, code, zh, en }: Trouble, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.code(status).header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  if (!(request.headers.accept ?? '').includes('text/html')) {
    return reply.type('application/json; charset=utf-8').send({ error: { code, message: zh } });
  }
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    .header('referrer-policy', 'no-referrer')
    .send(
      `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${zh}</title><main><h1>${zh}</h1><p lang="en">${en}</p></main></html>`,
    );
}
