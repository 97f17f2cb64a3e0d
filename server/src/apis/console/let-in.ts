import type { FastifyReply, FastifyRequest } from 'fastify';
import { unaudited } from '../../audit/unaudited.ts';
import type { Core } from '../../core.ts';
import { type Session, sessionOf } from '../../operators/session.ts';
import { answerLagging } from './answer-lagging.ts';
import { authorize, narrowToSchool } from './gate.ts';
import { isAttended, ownOrigin } from './own-site.ts';
import { ownWrites } from './own-writes.ts';
import { type RequestEntry, requestEntry } from './request-entry.ts';
import type { OpenRoute, OperatorContext, OperatorRoute, ReadRequest, RequestContext } from './route.ts';
import type { SessionCookie } from './session-cookie.ts';

export interface HttpVisit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly cookie: SessionCookie;
  readonly environment: RequestContext['environment'];
}

/** Reads a request whose body is there. @throws FieldError */
type Read<Context> = (request: FastifyRequest) => ReadRequest<Context>;

/** What answers a request that was let in by its head, once its body is there. */
export type Answerer = () => Promise<unknown>;

/** Lets anybody in. */
export async function letAnybodyIn(
  core: Core,
  route: OpenRoute,
  read: Read<RequestContext>,
  visit: HttpVisit,
): Promise<Answerer> {
  const writes = ownWrites(core, route.method === 'GET');
  const { context, entry, sessionNow } = await openVisit(writes.core, route, visit);
  return () =>
    writes.leaving(visit.reply, visit.cookie, () =>
      entry.recordingRefusal(async () => {
        const { params, answer } = read(visit.request);
        const begun = { ...context, core: entry.begin(params), session: await sessionNow() };
        return entry.answering(() => answer(begun));
      }),
    );
}

/**
 * Lets an operator in for whom the route is: by the head of the request, so that a stranger's body is not read, and with a
 * body once more when it is there. It may have taken a minute, in which somebody was frozen or signed out.
 */
export async function letOperatorIn(
  core: Core,
  route: OperatorRoute,
  read: Read<OperatorContext>,
  visit: HttpVisit,
): Promise<Answerer> {
  const { access, method, mayLag } = route;
  const writes = ownWrites(core, method === 'GET' || mayLag);
  const { context, entry, sessionNow } = await openVisit(writes.core, route, visit);
  const atHead = await entry.recordingRefusal(async () => authorize(access, context));
  const answerRead = async ({ params, answer }: ReadRequest<OperatorContext>) => {
    const begun = entry.begin(params);
    const allowed =
      method === 'GET' ? atHead : authorize(access, { ...context, session: await sessionNow() });
    const narrowed = await narrowToSchool(access, { ...allowed, core: begun }, params);
    await noteSchool(narrowed, route, params);
    const written = visit.cookie.readWritten(visit.request);
    return entry.answering(() => (mayLag ? answerLagging(answer, narrowed, written) : answer(narrowed)));
  };
  return () =>
    writes.leaving(visit.reply, visit.cookie, () =>
      entry.recordingRefusal(async () => answerRead(read(visit.request))),
    );
}

interface Visit {
  readonly context: RequestContext;
  readonly entry: RequestEntry;
  /** The session as it is when the body is there. */
  readonly sessionNow: () => Promise<Session | undefined>;
}

async function openVisit(
  core: Core,
  route: OpenRoute | OperatorRoute,
  { request, reply, cookie, environment }: HttpVisit,
): Promise<Visit> {
  const origin = ownOrigin(request, core.consoleUrl, environment === 'sandbox');
  const token = cookie.read(request);
  const session = token === undefined ? undefined : await sessionOf(core, token, isAttended(request));
  const address = request.clientAddress;
  const entry = requestEntry(core, route, { session, address });
  const context: RequestContext = {
    core: unaudited(core),
    address,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
    device: cookie.readDevice(request),
    environment,
    origin,
    session,
    identified: (account) => entry.note({ operator: account }),
    note: entry.note,
    keepToken: (kept) => cookie.keep(reply, kept),
    keepDevice: (device) => cookie.keepDevice(reply, device),
  };
  const sessionNow = async () =>
    token === undefined || session === undefined ? session : sessionOf(core, token, false);
  return { context, entry, sessionNow };
}

async function noteSchool(
  { core, scope, note }: OperatorContext,
  { audit }: OperatorRoute,
  params: object,
): Promise<void> {
  if (!audit?.school || audit.subject === undefined) return;
  const values: Readonly<Record<string, unknown>> = { ...params };
  const schoolId = await audit.school(core, scope, String(values[audit.subject]));
  if (schoolId !== undefined) note({ schoolId });
}
