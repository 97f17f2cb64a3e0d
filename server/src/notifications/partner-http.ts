import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Agent, buildConnector, request as send } from 'undici';
import { HttpFailure } from '../channels/http-client.ts';
import { NOTIFY_TIMEOUT_MS } from './notification.ts';
import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

/** A partner's answer: its status and the first bytes of its body. */
export interface PartnerAnswer {
  readonly status: number;
  readonly text: string;
}

/** Speaks to addresses partners gave us, and reaches nothing but public ones. */
export interface PartnerHttp extends AsyncDisposable {
  /** Posts a form; redirects are answers. @throws HttpFailure */
  postForm(url: URL, form: URLSearchParams): Promise<PartnerAnswer>;
}

/** Finds every address of a host; replaced in tests that move a name between addresses. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const BODY_LIMIT_BYTES = 4 * 1024;
const KEEP_ALIVE_MS = 30_000;

/** @param options.allowLoopback in the sandbox, whose partners run on the same machine */
export function createPartnerHttp(options: {
  readonly allowLoopback: boolean;
  readonly resolve?: Resolve;
}): PartnerHttp {
  const { allowLoopback, resolve = resolveAll } = options;
  const isAllowed = (address: string) =>
    isPublicAddress(address) || (allowLoopback && isLoopbackAddress(address));
  const agent = new Agent({
    connect: guardedConnector(resolve, isAllowed),
    keepAliveTimeout: KEEP_ALIVE_MS,
  });

  return {
    async postForm(url, form) {
      const signal = AbortSignal.timeout(NOTIFY_TIMEOUT_MS);
      try {
        const answer = await send(url, {
          dispatcher: agent,
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
          body: form.toString(),
          signal,
        });
        return { status: answer.statusCode, text: await firstBytes(answer.body) };
      } catch (error) {
        if (signal.aborted) throw new HttpFailure('timeout', `no answer within ${NOTIFY_TIMEOUT_MS} ms`);
        if (error instanceof ForbiddenAddress) throw new HttpFailure('connection', error.message);
        const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
        throw new HttpFailure('connection', `connection failed (${code})`);
      }
    },
    [Symbol.asyncDispose]: () => agent.close(),
  };
}

class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
}

/**
 * Looks the host up once, refuses it when any of its addresses is forbidden, and connects to a checked
 * address, so that a name that changes between the check and the connection gains nothing. A literal
 * address never reaches the resolver and is checked as it stands.
 */
function guardedConnector(
  resolve: Resolve,
  isAllowed: (address: string) => boolean,
): buildConnector.connector {
  const connect = buildConnector({ timeout: NOTIFY_TIMEOUT_MS });
  return (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, '');
    const addresses = isIP(host) ? Promise.resolve([host]) : resolve(host);
    addresses
      .then((found) => {
        const [address] = found;
        if (address === undefined || !found.every(isAllowed)) {
          throw new ForbiddenAddress('the address is not a public one');
        }
        const servername = isIP(host) ? {} : { servername: host };
        connect({ ...target, hostname: address, ...servername }, (...[error, socket]) => {
          if (!error && !isAllowed(socket.remoteAddress ?? '')) {
            socket.destroy();
            callback(new ForbiddenAddress('the address is not a public one'), null);
          } else if (error) callback(error, null);
          else callback(null, socket);
        });
      })
      .catch((error: Error) => callback(error, null));
  };
}

async function resolveAll(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

async function firstBytes(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= BODY_LIMIT_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, BODY_LIMIT_BYTES).toString('utf8');
}
