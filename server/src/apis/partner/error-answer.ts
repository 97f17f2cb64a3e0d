import { RET, type RetCode } from '@zhixiao/protocol/ret-codes';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestTrail } from '../../apps/requests/request-trail.ts';
import { BODY_LIMIT_BYTES } from '../../http/limits.ts';
import { TooManyRequests } from '../../http/rate-limit.ts';
import { unavailable } from '../../http/unavailable.ts';

/** What is answered in the envelope, in plain text, when a request has come to no app. */
interface ErrorAnswer {
  readonly status: number;
  readonly step: RequestTrail['step'];
  readonly code: RetCode;
  readonly message: string;
}

/** How an error of a partner's request is answered; `Retry-After` is set where it may be repeated. */
export function errorAnswer(error: FastifyError, request: FastifyRequest, reply: FastifyReply): ErrorAnswer {
  if (error instanceof TooManyRequests) return TOO_MANY;
  if (error.statusCode === 413) return TOO_LARGE;
  if (error.statusCode === 429) {
    reply.header('retry-after', '1');
    return TOO_MANY;
  }
  // the client's own doing, such as an upload broken off
  if (error.statusCode !== undefined && error.statusCode < 500) {
    request.log.debug({ err: error }, 'partner request not received');
    return { status: 200, step: 'body', code: RET.badRequest, message: '请求无效' };
  }
  // logged once, when it began
  const words = unavailable(error, reply);
  if (words) {
    const step = words.code === 'busy' ? 'limits' : 'server';
    return { status: 503, step, code: RET.refused, message: words.zh };
  }
  return { status: 200, step: 'server', code: RET.refused, message: failed(error, request, reply) };
}

/** An error of ours: the outcome is unknown, which `Retry-After` beside the -1 signals to clients that read it. */
export function failed(error: unknown, request: FastifyRequest, reply: FastifyReply): string {
  request.log.error({ err: error }, 'partner request failed');
  reply.header('retry-after', '1');
  return `系统繁忙，请稍后用相同参数重试（${request.id}）`;
}

const TOO_MANY: ErrorAnswer = {
  status: 429,
  step: 'limits',
  code: RET.refused,
  message: '请求过于频繁，请稍后重试',
};
const TOO_LARGE: ErrorAnswer = {
  status: 413,
  step: 'limits',
  code: RET.refused,
  message: `请求体过大，不能超过 ${BODY_LIMIT_BYTES} 字节`,
};
