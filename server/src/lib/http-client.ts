import { reasonText } from '@zhixiao/contract/words/reasons';
import { Agent, request as send } from 'undici';
import { OUTWARD_HEADERS } from './outward-headers.ts';
import { tracedCall } from './traced-call.ts';

interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What is asked for, where the address does not say it; a name out of few, for traces. */
  readonly operation?: string;
  /** For a file, which may take longer and be larger than an answer. */
  readonly limits?: { readonly timeoutMs: number; readonly bodyBytes: number };
}

/** Any answer at all, whatever its status. Header names are lower-case; the body is as it came. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** No whole answer came: whether the request had an effect is not known. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly reason: 'timeout' | 'connection' | 'body_too_large';

  constructor(reason: HttpFailure['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface HttpClient extends AsyncDisposable {
  /** @throws HttpFailure */
  request(request: HttpRequest): Promise<HttpAnswer>;
}

const DEFAULT_TIMEOUT_MS = 8_000;
const BODY_LIMIT_BYTES = 1024 * 1024;

/**
 * The HTTP client of every channel: connections are kept alive, redirects are answers, and
 * `timeoutMs` spans the whole exchange from connecting to the last byte.
 */
export function createHttpClient({ timeoutMs = DEFAULT_TIMEOUT_MS } = {}): HttpClient {
  const agent = new Agent({ connect: { timeout: timeoutMs } });
  const exchange = async ({ method, url, headers, body, limits }: HttpRequest): Promise<HttpAnswer> => {
    const limitMs = limits?.timeoutMs ?? timeoutMs;
    // `AbortSignal.timeout` is kept until its time, long after the answer, and makes an error then
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), limitMs);
    try {
      const answer = await send(url, {
        dispatcher: agent,
        method,
        headers: { ...OUTWARD_HEADERS, ...headers },
        body: body ?? null,
        signal: limit.signal,
      });
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: await readBody(answer.body, limits?.bodyBytes ?? BODY_LIMIT_BYTES),
      };
    } catch (error) {
      if (error instanceof HttpFailure) throw error;
      if (limit.signal.aborted) throw new HttpFailure('timeout', reasonText('timeout', { ms: limitMs }));
      throw new HttpFailure('connection', reasonText('connection', { code: errorCode(error) }));
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    request: (request) => tracedCall({ ...request, path: 'shown' }, () => exchange(request)),
    [Symbol.asyncDispose]: () => agent.close(),
  };
}

async function readBody(stream: AsyncIterable<Buffer>, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > limitBytes)
      throw new HttpFailure('body_too_large', reasonText('body_too_large', { bytes: limitBytes }));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** Only the code: an error's message or cause may quote the URL or the body, which can hold secrets. */
function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}
