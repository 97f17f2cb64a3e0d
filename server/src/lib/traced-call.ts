import { propertyOf } from './property-of.ts';
import { currentSpan, markFailed, traced } from './trace.ts';

interface Call {
  readonly method: string;
  readonly url: URL;
  /** Whether the words of its path are told; a partner's own address may hold a secret. */
  readonly path: 'shown' | 'hidden';
  /** A name out of few for what is asked for. */
  readonly operation?: string | undefined;
}

/**
 * An HTTP request of ours as a span. Neither query nor whole path is recorded: some hold keys, numbers of people or amounts.
 * @throws what `call` throws
 */
export function tracedCall<T extends { readonly status: number }>(
  { method, url, path, operation }: Call,
  call: () => Promise<T>,
): Promise<T> {
  if (!currentSpan()) return call();
  const template = path === 'shown' ? templateOf(url) : undefined;
  const name = operation ?? template;
  const attributes = {
    'http.request.method': method,
    'server.address': url.hostname,
    'server.port': Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    ...(template === undefined ? {} : { 'url.template': template }),
    ...(operation === undefined ? {} : { 'zhixiao.operation': operation }),
  };
  return traced(name === undefined ? method : `${method} ${name}`, 'client', attributes, async (span) => {
    try {
      const answer = await call();
      if (!span) return answer;
      span.attributes['http.response.status_code'] = answer.status;
      if (answer.status >= 400) markFailed(span, String(answer.status));
      return answer;
    } catch (error) {
      const reason = propertyOf(error, 'reason');
      if (span && typeof reason === 'string') markFailed(span, reason);
      throw error;
    }
  });
}

/** A word of an interface, as `v3`, `out-trade-no` or `gateway.do`; numbers, tokens and names of files are longer or others. */
const WORD = /^[a-z][a-z._-]{0,23}[0-9]?$/;

/** The path of an interface with `{}` in place of all that is no word of it. */
function templateOf({ pathname }: URL): string {
  return pathname
    .split('/')
    .map((part) => (part === '' || WORD.test(part) ? part : '{}'))
    .join('/');
}
