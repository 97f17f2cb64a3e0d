import type { ApiError, ApiRefusal } from '@zhixiao/contract/console/error';
import type { RouteKey, Routes } from '@zhixiao/contract/console/routes';

/** An answer that is not a success. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly code: string;
  readonly inEnglish: string;
  readonly invalid?: NonNullable<ApiRefusal['invalid']>;
  constructor({ code, message, inEnglish, invalid }: ApiRefusal, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.inEnglish = inEnglish;
    if (invalid) this.invalid = invalid;
  }
}

/** The parameters, which need not be written where there are none. */
export type ParamsOf<K extends RouteKey> =
  Record<never, never> extends Routes[K]['params']
    ? [params?: Routes[K]['params']]
    : [params: Routes[K]['params']];

/** Asks the operator for a proof of who it is; false when it would rather not. */
let prove: () => Promise<boolean> = async () => false;
let signedOut: () => void = () => undefined;

/** Says how a proof is asked for, and what happens when the session is over. */
export function onSessionNeeds(needs: { prove: () => Promise<boolean>; signedOut: () => void }): void {
  prove = needs.prove;
  signedOut = needs.signedOut;
}

/**
 * Calls a route. Where it needs a fresh proof the operator is asked for one, and it is called again.
 * @throws CallError
 */
export async function call<K extends RouteKey>(
  key: K,
  ...[params]: ParamsOf<K>
): Promise<Routes[K]['answer']> {
  try {
    return await send(key, params ?? {});
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (error.code !== 'proof_needed' || !(await prove())) throw error;
    return send(key, params ?? {});
  }
}

/**
 * Calls a route that a page polls. It does not extend the session, which ends when the operator does nothing.
 * @throws CallError
 */
export async function look<K extends RouteKey>(
  key: K,
  ...[params]: ParamsOf<K>
): Promise<Routes[K]['answer']> {
  return send(key, params ?? {}, UNATTENDED);
}

/** Where a route is asked with GET, as for a download. */
export function addressOf<K extends RouteKey>(key: K, ...[params]: ParamsOf<K>): string {
  const { address, rest } = split(key, params ?? {});
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  return query.size === 0 ? address : `${address}?${query}`;
}

/** What says that a page of the console asks (`own-site.ts` of the server), and whether somebody is there. */
const ATTENDED = '1';
const UNATTENDED = 'unattended';

async function send<K extends RouteKey>(
  key: K,
  params: object,
  page = ATTENDED,
): Promise<Routes[K]['answer']> {
  const { method, address, rest } = split(key, params);
  const isGet = method === 'GET';
  let response: Response;
  try {
    response = await fetch(isGet ? addressOf(key, ...([params] as unknown as ParamsOf<K>)) : address, {
      method,
      headers: { 'x-console': page, ...(isGet ? {} : { 'content-type': 'application/json' }) },
      ...(isGet ? {} : { body: JSON.stringify(rest) }),
    });
  } catch (cause) {
    throw offline(cause);
  }
  if (!response.ok) throw await refusalOf(key, response);
  return response.json().catch((cause: unknown) => {
    throw offline(cause);
  });
}

/** What an answer says that is not a success; a session that is over ends here too. */
export async function refusalOf(key: RouteKey, response: Response): Promise<CallError> {
  const { error = FAILED } = (await response.json().catch(() => ({}))) as Partial<ApiError>;
  // the caller of `GET /session` handles the lost session itself
  if (error.code === 'not_signed_in' && key !== 'GET /session') signedOut();
  return new CallError(error);
}

/** There was no answer, or it was cut off. */
export function offline(cause: unknown): CallError {
  return new CallError(OFFLINE, { cause });
}

const OFFLINE: ApiRefusal = {
  code: 'offline',
  message: '网络不通，请检查后重试',
  inEnglish: 'No connection. Check the network and try again.',
};
const FAILED: ApiRefusal = {
  code: 'failed',
  message: '系统繁忙，请稍后重试',
  inEnglish: 'The server is busy. Please try again later.',
};

/** Parameters named in the path go there, the others stay. */
function split(key: string, params: object): { method: string; address: string; rest: object } {
  const [method = 'GET', path = ''] = key.split(' ');
  const rest: Record<string, unknown> = { ...params };
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  });
  return { method, address: `/console-api${filled}`, rest };
}
