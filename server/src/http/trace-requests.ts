import type { FastifyInstance, FastifyRequest } from 'fastify';
import { beginWork, endWork, isTraced, markFailed, type OpenSpan, within } from '../lib/trace.ts';
import { readTraceparent } from '../lib/traceparent.ts';

/**
 * Makes a span of each request, by its declared route: addresses and bodies hold keys and people. As with measures, a
 * listener must subscribe before the server is created. The trace a client names is linked to and not continued: who
 * calls us does not decide about our traces.
 */
export function traceRequests(server: FastifyInstance): void {
  if (!isTraced()) return;
  const begun = new WeakMap<FastifyRequest, OpenSpan>();
  server.addHook('onRequest', (request, _reply, done) => {
    const { method, routeOptions, headers } = request;
    const work = beginWork({
      name: routeOptions.url === undefined ? method : `${method} ${routeOptions.url}`,
      kind: 'server',
      attributes: {
        'http.request.method': method,
        'url.scheme': request.protocol,
        ...(routeOptions.url === undefined ? {} : { 'http.route': routeOptions.url }),
      },
      link: readTraceparent(headers.traceparent),
    });
    begun.set(request, work);
    within(work, done);
  });
  // a body arrives by events of its connection, which belong to no request
  server.addHook('preValidation', (request, _reply, done) => within(begun.get(request), done));
  server.addHook('onResponse', (request, { statusCode }, done) => {
    const work = begun.get(request);
    if (work) {
      work.attributes['http.response.status_code'] = statusCode;
      if (statusCode >= 500) markFailed(work, String(statusCode));
      endWork(work);
    }
    done();
  });
}
