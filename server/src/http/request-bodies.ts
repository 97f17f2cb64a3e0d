import { isBoundedJson } from '@zhixiao/protocol/json';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** What a client called its body, where that decides nothing. */
    declaredType: string | undefined;
  }
}

/** A body of the right type and size that no page and no program of ours would send. */
class UnfitBody extends Error {
  override readonly name = 'UnfitBody';
  readonly statusCode = 400;
}

const FIELDS_MAX = 100;

/** Reads JSON with bounded levels and members, and nothing else: other types are refused (415). */
export function readJsonBodies(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (isBoundedJson(body)) void parse(request, body, done);
    else done(new UnfitBody('JSON with too many levels or members'));
  });
}

/** Reads forms of pages, and nothing else; a form without a body is an empty one. */
export function readFormBodies(server: FastifyInstance, bodyLimitBytes: number): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: bodyLimitBytes },
    (_request, body, done) => {
      const form = new URLSearchParams(body);
      if (form.size > FIELDS_MAX) done(new UnfitBody('a form with too many fields'));
      else if (body.includes('\0') || [...form.values()].some((value) => value.includes('\0'))) {
        done(new UnfitBody('a form with NUL'));
      } else done(null, form);
    },
  );
  server.addHook('preHandler', async (request) => {
    request.body ??= new URLSearchParams();
  });
}

/** Reads a body of whatever type as the bytes it is, up to `bodyLimitBytes` or the usual limit. */
export function readRawBodies(server: FastifyInstance, bodyLimitBytes?: number): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    '*',
    { parseAs: 'buffer', ...(bodyLimitBytes === undefined ? {} : { bodyLimit: bodyLimitBytes }) },
    (_request, body, done) => done(null, body),
  );
}

/**
 * The same whatever the client calls its body, were it no type at all: Fastify refuses what it cannot read, and so it
 * sees none.
 */
export function readBodiesOfAnyType(server: FastifyInstance, bodyLimitBytes: number): void {
  server.decorateRequest('declaredType', undefined);
  server.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request.raw;
    request.declaredType = headers['content-type'];
    headers['content-type'] = undefined;
    done();
  });
  readRawBodies(server, bodyLimitBytes);
}
