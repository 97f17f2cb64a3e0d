import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ChannelAccount } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { randomToken } from '../lib/ids.ts';

/**
 * The payer's id at a channel, learned by the channel's sign-in and kept in the payer's own browser,
 * sealed, for the half hour that a payment takes.
 */
const IDENTITY_SECONDS = 30 * 60;
const STATE_COOKIE = 'payer_state';

/** Where the channel's sign-in sends the payer of an order back to. */
export const SIGN_IN_PATH = '/pay/sign-in/:channel/:orderId';

/** WeChat names its code `code`, Alipay `auth_code`. */
export interface SignInAnswer {
  readonly code?: string;
  readonly auth_code?: string;
  readonly state?: string;
}

/** The address of the channel's sign-in for one order; begun by this browser only. */
export function orderSignInUrl(
  core: Core,
  reply: FastifyReply,
  account: ChannelAccount,
  orderId: string,
): string {
  return signInUrl(core, reply, account, `/pay/sign-in/${account.channel}/${orderId}`);
}

/** The address of the channel's sign-in, which comes back to `path`; begun by this browser only. */
export function signInUrl(core: Core, reply: FastifyReply, account: ChannelAccount, path: string): string {
  const adapter = core.channels.get(account.channel);
  if (!adapter) throw new Error(`channel ${account.channel} is not available`);
  const state = randomToken();
  setCookie(core, reply, STATE_COOKIE, state);
  return adapter.payerAuthorizeUrl(account, core.publicUrl + path, state);
}

/**
 * Redeems what a sign-in came back with and remembers the payer. Answers false when it failed, or when this
 * browser did not begin it: nobody can plant his own identity in another's.
 */
export async function finishSignIn(
  core: Core,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  account: ChannelAccount,
  { state, ...codes }: SignInAnswer,
): Promise<boolean> {
  const adapter = core.channels.get(account.channel);
  const code = codes.code ?? codes.auth_code;
  if (!adapter || !code || !state || request.cookies[STATE_COOKIE] !== state) return false;
  const answer = await adapter.payerIdFromCode(account, code);
  if (answer.kind !== 'done') return false;
  rememberPayer(core, reply, account, answer.value);
  return true;
}

/** Remembers the payer's id for this account in the payer's browser. */
function rememberPayer(core: Core, reply: FastifyReply, account: ChannelAccount, openid: string): void {
  const name = identityCookie(account);
  setCookie(core, reply, name, core.vault.seal(`cookie|${name}`, openid).toString('base64url'));
}

/** The payer's id for this account, if this browser has signed in. */
export function payerOf(core: Core, request: FastifyRequest, account: ChannelAccount): string | undefined {
  const name = identityCookie(account);
  const sealed = request.cookies[name];
  if (sealed === undefined) return undefined;
  try {
    return String(core.vault.open(`cookie|${name}`, Buffer.from(sealed, 'base64url')));
  } catch {
    return undefined;
  }
}

function identityCookie(account: ChannelAccount): string {
  return `payer_${account.channelAccountId}`;
}

function setCookie(core: Core, reply: FastifyReply, name: string, value: string): void {
  const secure = core.publicUrl.startsWith('https:');
  reply.setCookie(name, value, {
    path: '/',
    maxAge: IDENTITY_SECONDS,
    httpOnly: true,
    sameSite: 'lax',
    secure,
  });
}
