import { makeFirstLink } from '../../../src/operators/links.ts';
import { ask } from '../ask.ts';
import type { Gateway } from '../gateway/gateway.ts';

/** What a browser keeps, without a browser: calls the console's API with its cookies. */
export interface ConsoleClient {
  call(key: string, params?: object): Promise<ConsoleReply>;
  /** As a page does that looks again by itself. */
  look(key: string, params?: object): Promise<ConsoleReply>;
  /** Its cookies, for a browser to go on with. */
  cookies(): string;
  /** As a browser forgets a cookie whose time is over. */
  forget(cookie: string): void;
}

export interface ConsoleReply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
  readonly body: any;
  readonly headers: Headers;
}

export const PASSWORD = 'correct horse battery';

/** A visitor who has not signed in. */
export function visitor(gateway: Pick<Gateway, 'url'>): ConsoleClient {
  const cookies = new Map<string, string>();
  const sent = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const send =
    (page: string): ConsoleClient['call'] =>
    async (key, params = {}) => {
      const [method = 'GET', path = ''] = key.split(' ');
      const rest: Record<string, unknown> = { ...params };
      const filled = path.replace(/:(\w+)/g, (_, name: string) => {
        const value = String(rest[name]);
        delete rest[name];
        return encodeURIComponent(value);
      });
      const query = new URLSearchParams(rest as Record<string, string>);
      const isGet = method === 'GET';
      const answer = await ask(`${gateway.url}/console-api${filled}${isGet ? `?${query}` : ''}`, {
        method,
        headers: {
          'x-console': page,
          cookie: sent(),
          ...(isGet ? {} : { 'content-type': 'application/json', origin: gateway.url }),
        },
        ...(isGet ? {} : { body: JSON.stringify(rest) }),
      });
      const { headers } = answer;
      for (const set of headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        cookies.set(name, value);
      }
      const isJson = headers.get('content-type')?.startsWith('application/json');
      return { status: answer.status, body: isJson ? JSON.parse(answer.text) : answer.text, headers };
    };
  return {
    call: send('1'),
    look: send('unattended'),
    cookies: sent,
    forget: (name) => cookies.delete(name),
  };
}

/** The first operator, made by its link and signed in. */
export async function firstAdministrator(gateway: Gateway, account = 'admin'): Promise<ConsoleClient> {
  const link = await makeFirstLink(gateway.app.core);
  const client = visitor(gateway);
  const token = tokenOf(link?.address ?? '');
  const answer = await client.call('POST /links/use', { token, password: PASSWORD, account, name: '管理员' });
  if (answer.body.state !== 'signed_in') throw new Error(JSON.stringify(answer.body));
  return client;
}

/** An operator who has just signed in, and so has proved itself; without a second factor. */
export async function signedIn(gateway: Pick<Gateway, 'url'>, account = 'admin'): Promise<ConsoleClient> {
  const client = visitor(gateway);
  const answer = await client.call('POST /sign-in', { account, password: PASSWORD });
  if (answer.body.state !== 'signed_in') throw new Error(JSON.stringify(answer.body));
  return client;
}

/** An operator whom `administrator` invites, signed in. */
export async function invited(
  gateway: Gateway,
  administrator: ConsoleClient,
  operator: {
    account: string;
    role: string;
    schoolIds?: readonly string[];
    appIds?: readonly string[];
  },
): Promise<ConsoleClient> {
  const made = await administrator.call('POST /operators', { name: operator.account, ...operator });
  const client = visitor(gateway);
  const answer = await client.call('POST /links/use', {
    token: tokenOf(made.body.address),
    password: PASSWORD,
  });
  if (answer.body.state !== 'signed_in') throw new Error(JSON.stringify([made.body, answer.body]));
  return client;
}

/** The secret in a one-time link. */
export function tokenOf(address: string): string {
  return new URL(address).hash.slice(1);
}
