import type { FastifyRequest } from 'fastify';
import { type RawRequest, readRequest } from './request-body.ts';

/**
 * The three fields of a partner's request, on a scope that reads bodies of any type.
 * @throws FieldError, and with the status 413 what is too large
 */
export function readParts({
  body,
  declaredType,
  headers,
  raw: { url = '' },
}: FastifyRequest): Promise<RawRequest> {
  const mark = url.indexOf('?');
  return readRequest({
    contentType: declaredType,
    contentEncoding: headers['content-encoding'],
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    query: mark < 0 ? '' : url.slice(mark + 1),
  });
}
