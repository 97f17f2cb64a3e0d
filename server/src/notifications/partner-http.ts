import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { HttpFailure } from '../lib/http-client.ts';
import { OUTWARD_HEADERS } from '../lib/outward-headers.ts';
import { errorCode } from '../lib/property-of.ts';
import { traceHeader } from '../lib/trace.ts';
import { tracedCall } from '../lib/traced-call.ts';
import { UnreadableAnswer } from './answer-head.ts';
import { AnswerReader } from './answer-reader.ts';
import { connectToAny } from './connect-to-any.ts';
import { decodeBody } from './decode-body.ts';
import { idleConnections } from './idle-connections.ts';
import { createNameLookup, LookupFailure } from './name-lookup.ts';
import { NOTIFY_TIMEOUT_MS } from './notification.ts';
import { allowedAddresses, type IsAllowed } from './public-address.ts';

/** A partner's answer: its status and the first bytes of its body. */
export interface PartnerAnswer {
  readonly status: number;
  readonly text: string;
  /** Why the answer has no proper end, when it has none: what came of the body may not be all of it. */
  readonly cutOff?: HttpFailure;
}

/** What is posted; neither names nor values of headers hold line breaks. */
interface PartnerMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Speaks to addresses partners gave us, and reaches none that is not allowed. */
export interface PartnerHttp extends AsyncDisposable {
  /** Posts a form; redirects are answers. @throws HttpFailure when no head of an answer came */
  postForm(url: URL, form: URLSearchParams): Promise<PartnerAnswer>;
  /** The same with a body and headers of another kind; `content-type` is one of them. */
  post(url: URL, message: PartnerMessage): Promise<PartnerAnswer>;
}

/** Finds every address of a host. @throws LookupFailure */
type Resolve = (host: string) => Promise<readonly string[]>;

export interface PartnerHttpOptions {
  /** In the sandbox, whose partners run on the same machine. */
  readonly allowLoopback: boolean;
  /** Networks of the school's own, as CIDR; none by default. */
  readonly privateNetworks?: readonly string[];
  /** Hosts that are told the trace of a notification. */
  readonly traceparentHosts?: readonly string[];
  readonly resolve?: Resolve;
  /** For a whole attempt: look-up, connection, request and answer. */
  readonly timeoutMs?: number;
}

/** More than an acknowledgement is, even one that stands in a long JSON or behind the white space of a template. */
export const BODY_LIMIT_BYTES = 64 * 1024;
/** More addresses than any service has; each is tried 250 ms after the previous one. */
const ADDRESSES_MAX = 16;

/**
 * The HTTP client for notifications. It tolerates the same answers as curl, which receivers were built against, and
 * is strict about destinations: it connects only to the allowed addresses of a name, checks the address of the
 * connection again, and uses a connection for its own origin only.
 */
export function createPartnerHttp(options: PartnerHttpOptions): PartnerHttp {
  const {
    allowLoopback,
    privateNetworks = [],
    traceparentHosts = [],
    timeoutMs = NOTIFY_TIMEOUT_MS,
  } = options;
  const resolve = options.resolve ?? createNameLookup().addressesOf;
  const isAllowed = allowedAddresses({ allowLoopback, privateNetworks });
  const idle = idleConnections();

  async function exchange(url: URL, request: string, signal: AbortSignal): Promise<PartnerAnswer> {
    for (;;) {
      const kept = idle.take(url.origin);
      const socket = kept ?? (await open(url, resolve, isAllowed, signal));
      const { reader, receivedAnything, failure } = await ask(socket, request, signal);
      // closed by the other side while it was kept: the request was never looked at
      if (kept && failure && !receivedAnything && !signal.aborted) continue;
      if (reader.mayContinue && !failure) idle.keep(url.origin, socket);
      else socket.destroy();
      const { answer } = reader;
      if (!answer) throw failure ?? new HttpFailure('connection', 'connection closed without an answer');
      const text = decodeBody(answer.body, answer.head.codings)
        .subarray(0, BODY_LIMIT_BYTES)
        .toString('utf8');
      return { status: answer.head.status, text, ...(failure && { cutOff: failure }) };
    }
  }

  async function send(url: URL, message: PartnerMessage): Promise<PartnerAnswer> {
    const limit = new AbortController();
    // an error has a stack, which takes as long as the rest of this function
    const onTimeout = () => limit.abort(new HttpFailure('timeout', `no answer within ${timeoutMs} ms`));
    const timer = setTimeout(onTimeout, timeoutMs);
    try {
      const headers = { ...message.headers, ...(traceparentHosts.includes(url.hostname) && traceHeader()) };
      return await exchange(url, requestText(url, { ...message, headers }), limit.signal);
    } catch (error) {
      throw asFailure(error);
    } finally {
      clearTimeout(timer);
    }
  }

  const post: PartnerHttp['post'] = (url, message) =>
    tracedCall({ method: 'POST', url, path: 'hidden' }, () => send(url, message));
  return {
    postForm: (url, form) => post(url, { headers: FORM_HEADERS, body: form.toString() }),
    post,
    async [Symbol.asyncDispose]() {
      idle[Symbol.dispose]();
    },
  };
}

const FORM_HEADERS = { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' };

/** The headers that curl sends, in its order, so that whatever stands before a receiver knows the look of them. */
function requestText(url: URL, { headers, body }: PartnerMessage): string {
  return [
    `POST ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    `User-Agent: ${OUTWARD_HEADERS['user-agent']}`,
    `Accept: ${OUTWARD_HEADERS.accept}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
  constructor() {
    super('the address is not a public one');
  }
}

/**
 * Connects to an allowed address of the host, looked up once, so that a name that changes between the check and the
 * connection gains nothing. A literal address never reaches the resolver and is checked as it stands.
 */
async function open(url: URL, resolve: Resolve, isAllowed: IsAllowed, signal: AbortSignal): Promise<Socket> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) ? [host] : await unlessAborted(resolve(host), signal);
  const allowed = found.filter(isAllowed).slice(0, ADDRESSES_MAX);
  if (allowed.length === 0) throw new ForbiddenAddress();
  const isTls = url.protocol === 'https:';
  const socket = await connectToAny(allowed, Number(url.port) || (isTls ? 443 : 80), signal);
  if (!isAllowed(socket.remoteAddress ?? '')) {
    socket.destroy();
    throw new ForbiddenAddress();
  }
  return isTls ? secure(socket, isIP(host) ? undefined : host, signal) : socket;
}

function secure(socket: Socket, servername: string | undefined, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const tls = connectTls({
    socket,
    ALPNProtocols: ['http/1.1'],
    ...(servername !== undefined && { servername }),
  });
  const onAbort = () => tls.destroy(signal.reason);
  signal.addEventListener('abort', onAbort);
  // the first one decides; later ones belong to the next user of the socket
  tls.on('error', reject);
  tls.once('close', () => reject(new Error('closed during the handshake')));
  tls.once('secureConnect', () => resolve(tls));
  return promise.finally(() => signal.removeEventListener('abort', onAbort));
}

interface Exchanged {
  readonly reader: AnswerReader;
  readonly receivedAnything: boolean;
  /** Why the answer did not end properly. */
  readonly failure: HttpFailure | undefined;
}

/** Sends the request and reads until the answer is whole or nothing more can come. Never rejects. */
function ask(socket: Socket, request: string, signal: AbortSignal): Promise<Exchanged> {
  const { promise, resolve } = Promise.withResolvers<Exchanged>();
  const reader = new AnswerReader(BODY_LIMIT_BYTES);
  let receivedAnything = false;
  const finish = (error?: unknown) => {
    resolve({ reader, receivedAnything, failure: error === undefined ? undefined : asFailure(error) });
  };
  const listeners = {
    data(bytes: Buffer) {
      receivedAnything = true;
      try {
        reader.push(bytes);
      } catch (error) {
        finish(error);
      }
      if (reader.isDone) finish();
    },
    end() {
      reader.end();
      finish(reader.isDone ? undefined : new HttpFailure('connection', 'connection closed amid the answer'));
    },
    error: finish,
    close: () => finish(new HttpFailure('connection', 'connection closed amid the answer')),
  };
  const onAbort = () => finish(signal.reason);
  for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  else socket.write(request, 'latin1');
  return promise.finally(() => {
    for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
    signal.removeEventListener('abort', onAbort);
  });
}

/** @throws the signal's reason, should it come first */
function unlessAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort);
  result.then(resolve, reject);
  return promise.finally(() => signal.removeEventListener('abort', onAbort));
}

function asFailure(error: unknown): HttpFailure {
  if (error instanceof HttpFailure) return error;
  if (error instanceof UnreadableAnswer) {
    return new HttpFailure('connection', `the answer is not HTTP (${error.message})`);
  }
  if (error instanceof ForbiddenAddress || error instanceof LookupFailure) {
    return new HttpFailure('connection', error.message);
  }
  return new HttpFailure('connection', `connection failed (${errorCode(error) ?? 'UNKNOWN'})`);
}
