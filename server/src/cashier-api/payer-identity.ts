import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ChannelAccount } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { DAY_MS, MINUTE_MS } from '../lib/clock.ts';
import { randomToken } from '../lib/ids.ts';
import { redeemSignIn } from '../payers/redeem-sign-in.ts';
import { openUnexpired, sealExpiring } from './expiring-value.ts';
import type { Exchange } from './plain-page.ts';
import { sealedCookie } from './sealed-cookie.ts';

/**
 * The payer's id at a channel, learned by the channel's sign-in and kept in the payer's own browser,
 * sealed, for a day.
 */
const IDENTITY_MS = DAY_MS;
/** From leaving for the channel's sign-in to coming back from it. */
const SIGN_IN_MS = 15 * MINUTE_MS;
const STATE_COOKIE = 'payer_state';

/** Where the channel's sign-in sends the payer of an order back to. */
export const SIGN_IN_PATH = '/pay/sign-in/:channel/:orderId';

/** WeChat names its code `code`, Alipay `auth_code`. */
export interface SignInAnswer {
  readonly code?: string;
  readonly auth_code?: string;
  readonly state?: string;
}

/** The same for one channel and order. */
export function signInPath({ channel }: Pick<ChannelAccount, 'channel'>, orderId: string): string {
  return `/pay/sign-in/${channel}/${orderId}`;
}

/** The address of the channel's sign-in for one order; begun by this browser only. */
export function orderSignInUrl(
  core: Core,
  reply: FastifyReply,
  account: ChannelAccount,
  orderId: string,
): string {
  return signInUrl(core, reply, account, signInPath(account, orderId));
}

/**
 * The address of the channel's sign-in, which comes back to `path`; begun by this browser only. The path names what it
 * is for, an order and a channel: the browser is given the state for that path alone, and it opens for no other.
 */
export function signInUrl(core: Core, reply: FastifyReply, account: ChannelAccount, path: string): string {
  const adapter = core.channels.get(account.channel);
  if (!adapter) throw new Error(`channel ${account.channel} is not available`);
  const state = randomToken();
  const sealed = sealExpiring(core, placeOf(account, path), state, SIGN_IN_MS);
  sealedCookie(core, reply, { name: STATE_COOKIE, value: sealed, path, lifeMs: SIGN_IN_MS });
  return adapter.payerAuthorizeUrl(account, core.publicUrl + path, state);
}

/**
 * Redeems what a sign-in came back with to `path` and remembers the payer, once. Answers false when it failed, was
 * finished before, or when this browser did not begin it, or not for this: nobody can plant his own identity in another's.
 */
export async function finishSignIn(
  core: Core,
  { request, reply }: Exchange,
  account: ChannelAccount,
  path: string,
): Promise<boolean> {
  const { state, ...codes } = request.query as SignInAnswer;
  const code = codes.code ?? codes.auth_code;
  const begun = openUnexpired(core, placeOf(account, path), request.cookies[STATE_COOKIE]);
  if (!isText(code) || !begun || !isText(state) || !isSame(begun.value, state)) return false;
  sealedCookie(core, reply, { name: STATE_COOKIE, value: '', path, lifeMs: 0 });
  const uid = await redeemSignIn(core, account, { state, code, endsAt: begun.endsAt });
  if (uid === undefined) return false;
  rememberPayer(core, reply, account, uid);
  return true;
}

/** Remembers the payer's id for this account in the payer's browser. */
function rememberPayer(core: Core, reply: FastifyReply, account: ChannelAccount, openid: string): void {
  const name = identityCookie(account);
  const value = sealExpiring(core, `cookie|${name}`, openid, IDENTITY_MS);
  sealedCookie(core, reply, { name, value, path: '/', lifeMs: IDENTITY_MS });
}

/** The payer's id for this account, if this browser has signed in within a day. */
export function payerOf(core: Core, request: FastifyRequest, account: ChannelAccount): string | undefined {
  const name = identityCookie(account);
  return openUnexpired(core, `cookie|${name}`, request.cookies[name])?.value;
}

function identityCookie(account: ChannelAccount): string {
  return `payer_${account.channelAccountId}`;
}

function placeOf({ channelAccountId }: ChannelAccount, path: string): string {
  return `sign-in|${channelAccountId}|${path}`;
}

/** Given twice, a parameter is a list. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
