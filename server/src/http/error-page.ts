import { createHash } from 'node:crypto';
import { DARK, FACES, LIGHT } from '@zhixiao/contract/design/tokens';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { REQUEST_ID } from './headers.ts';
import { TooManyRequests } from './rate-limit.ts';
import { sendPage } from './send-page.ts';
import { unavailable } from './unavailable.ts';

/** A browser that was refused looks again by itself, not all of a school in the same second. */
const REFRESH_SECONDS = { least: 2, spread: 6 };

interface Trouble {
  readonly status: number;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

/**
 * Answers errors of routes without error texts of their own (pages, callbacks, hints): a page to browsers, JSON to
 * programs, never the error's message.
 */
export function errorPages(server: FastifyInstance): void {
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const words = unavailable(error, reply);
    const trouble = words ? { ...words, status: 503 } : troubleOf(error, request);
    const mayPass = trouble.status === 429 || trouble.status >= 500;
    if (mayPass && request.method === 'GET') reply.header('refresh', refreshSeconds());
    return send(trouble, request, reply);
  });
  server.setNotFoundHandler((request, reply) => send(NOT_FOUND, request, reply));
  server.get(UNREADABLE_PATH, (request, reply) => send(INVALID, request, reply));
}

/** Answers what the router refuses before any hook has run, such as a part of an address that is too long. */
export function answerUnrouted(headers: Readonly<Record<string, string>>) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    reply.headers(headers).header(REQUEST_ID, request.id);
    send({ ...INVALID, status: error.statusCode ?? INVALID.status }, request, reply);
  };
}

/** The route for URLs that cannot be decoded; no client requests it itself. */
const UNREADABLE_PATH = '/-unreadable';

/**
 * The address that a request is routed by: one that is no address as browsers write it (half an escape, a NUL, bytes
 * above ASCII) is answered by a page of ours, and counts like any other.
 */
export function readableUrl(url: string): string {
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  return isReadable(path) ? url : UNREADABLE_PATH;
}

function isReadable(path: string): boolean {
  if (/[^\x21-\x7e]/.test(path)) return false;
  if (!path.includes('%')) return true;
  try {
    return !decodeURIComponent(path).includes('\0');
  } catch {
    return false;
  }
}

function refreshSeconds(): string {
  return String(REFRESH_SECONDS.least + Math.floor(Math.random() * REFRESH_SECONDS.spread));
}

const INVALID: Trouble = {
  status: 400,
  code: 'invalid',
  zh: '请求无效',
  en: 'This request is not valid.',
};
const NOT_FOUND: Trouble = {
  status: 404,
  code: 'not_found',
  zh: '页面不存在',
  en: 'Page not found.',
};
const TOO_MANY: Trouble = {
  status: 429,
  code: 'too_many_requests',
  zh: '请求过于频繁，请稍候',
  en: 'Too many requests. Please wait a moment.',
};

function troubleOf(error: FastifyError, request: FastifyRequest): Trouble {
  if (error instanceof TooManyRequests) return TOO_MANY;
  const { statusCode: status = 500 } = error;
  if (status < 500) return { ...INVALID, status };
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
  reply.code(status);
  if (!(request.headers.accept ?? '').includes('text/html')) {
    return reply
      .type('application/json; charset=utf-8')
      .send({ error: { code, message: zh, inEnglish: en } });
  }
  return sendWords(reply, zh, en, reply.hasHeader('refresh') ? TRIES_AGAIN : '');
}

/** Sends a page that is some words. @param more HTML behind them */
export function sendWords(reply: FastifyReply, zh: string, en: string, more: string): FastifyReply {
  return sendPage(
    reply,
    `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${zh}</title><style>${STYLE}</style><main><h1>${zh}</h1><p lang="en">${en}</p>${more}</main></html>`,
    { 'style-src': STYLE_HASH },
  );
}

const STYLE = [
  `body{display:grid;place-items:center;min-height:90vh;margin:0;padding:24px;background:${LIGHT.ground};color:${LIGHT.ink};font:16px/1.6 ${FACES.zh};text-align:center}`,
  'main{max-width:28em}h1{margin:0 0 8px;font-size:22px}p{margin:0 0 8px}span{display:block}',
  'a{display:block;padding:12px;color:inherit;overflow-wrap:anywhere}',
  `p{color:${LIGHT.soft}}`,
  `@media (prefers-color-scheme:dark){body{background:${DARK.ground};color:${DARK.ink}}p{color:${DARK.soft}}}`,
].join('');
const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

const TRIES_AGAIN = '<p>本页会自动重试。<span lang="en">This page retries automatically.</span></p>';
