import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { partnerUrl } from './apis/partner/partner-path.ts';
import { answerUnreadable } from './apis/partner/unreadable-request.ts';
import { readClientAddresses } from './http/client-address.ts';
import { limitConnections } from './http/connections.ts';
import { keepConsoleApart } from './http/console-host.ts';
import { answerUnrouted, errorPages, readableUrl } from './http/error-page.ts';
import { headersFor, securityHeaders } from './http/headers.ts';
import { lastRequests } from './http/last-requests.ts';
import { BODY_LIMIT_BYTES, DEFAULT_LIMITS, type Limits } from './http/limits.ts';
import { measureResponses } from './http/measure-responses.ts';
import { markNotHere } from './http/not-here.ts';
import { limitRate } from './http/rate-limit.ts';
import { readJsonBodies } from './http/request-bodies.ts';
import { requestLog } from './http/request-log.ts';
import { traceRequests } from './http/trace-requests.ts';
import { watchEventLoop } from './http/watchdog.ts';
import type { Clock } from './lib/clock.ts';
import { requestIds } from './lib/request-ids.ts';
import { createSummedLog } from './lib/summed-log.ts';

/** What servers and routers listen with. */
export interface ListenerOptions {
  readonly publicUrl: string;
  /** Where operators reach the console; undefined: there too. */
  readonly consoleUrl?: string;
  /** Which of several databases is behind it, 0 to 15; undefined: the only one. */
  readonly shard?: number | undefined;
  readonly rateLimitPerSecond: number;
  readonly trustedProxies: number;
  /** What is not given is as by default. */
  readonly limits?: Partial<Limits>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** One route of the server, from any module. */
export interface ServedRoute {
  readonly method: string;
  readonly url: string;
  readonly bodyLimitBytes: number;
  readonly schema: unknown;
}

/** How long a client may take for the head of a request; a connection that says nothing ends as well. */
const HEADERS_TIMEOUT_MS = 15_000;
const CONNECTIONS_LOOKED_AT_EACH_MS = 1_000;

/** What is not of any scope: how requests come in, what they may take, and what is answered in no scope's words. */
export function createListener(options: ListenerOptions, routes: ServedRoute[]): FastifyInstance {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const loggerInstance: FastifyBaseLogger = options.log;
  const headers = headersFor(options.publicUrl);
  const newRequestId = requestIds(options.clock);
  const requests = lastRequests();
  const server = Fastify({
    loggerInstance,
    genReqId: newRequestId,
    childLoggerFactory: requestLog,
    logController: new LogController({ disableRequestLogging: true }),
    // requests that arrive on open connections while the server drains are still answered
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: limits.requestTimeoutMs,
    http: {
      // old clients write their requests by hand, and nothing here depends on the name that they call us by
      requireHostHeader: false,
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, limits.requestTimeoutMs),
      connectionsCheckingInterval: CONNECTIONS_LOOKED_AT_EACH_MS,
    },
    // a passkey's id has up to 1023 bytes, in base64
    routerOptions: { maxParamLength: 1400 },
    frameworkErrors: answerUnrouted(headers),
    clientErrorHandler: answerUnreadable(headers, newRequestId, requests),
    rewriteUrl: ({ url = '/' }) => readableUrl(partnerUrl(url)),
    trustProxy: (_address, hop) => hop < options.trustedProxies,
  });
  server.server.on('request', requests.note);
  // a request with an unknown `Expect` is served as usual, instead of Node's empty 417
  server.server.on('checkExpectation', (request, response) =>
    server.server.emit('request', request, response),
  );
  server.addHook('onRoute', ({ method, url, schema, bodyLimit: bodyLimitBytes = BODY_LIMIT_BYTES }) => {
    for (const each of [method].flat()) routes.push({ method: each, url, bodyLimitBytes, schema });
  });
  const { connectionsMax: max, connectionsPerAddress, rateLimitBurst: burst } = limits;
  const perAddress = options.trustedProxies === 0 ? connectionsPerAddress : undefined;
  limitConnections(
    server,
    createSummedLog(options.log, options.clock),
    { max, perAddress },
    headers,
    newRequestId,
  );
  watchEventLoop(server);
  traceRequests(server);
  measureResponses(server);
  securityHeaders(server, headers);
  readClientAddresses(server, options.trustedProxies);
  errorPages(server);
  limitRate(server, { perSecond: options.rateLimitPerSecond, burst });
  keepConsoleApart(server, options);
  markNotHere(server, options.shard);
  readJsonBodies(server);
  return server;
}
