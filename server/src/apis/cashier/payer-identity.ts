import { createHash, timingSafeEqual } from 'node:crypto';
import { CHANNEL_TABLE } from '@zhixiao/contract/codes/channels';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ChannelAccount } from '../../channels/channel.ts';
import type { Core } from '../../core.ts';
import { queryText } from '../../http/query-text.ts';
import { DAY_MS, MINUTE_MS } from '../../lib/clock.ts';
import { randomToken } from '../../lib/ids.ts';
import { redeemSignIn } from '../../payers/redeem-sign-in.ts';
import { openUnexpired, sealExpiring } from './expiring-value.ts';
import { type PayerCookie, readCookie, setCookie } from './payer-cookie.ts';
import type { Exchange } from './plain-page.ts';

/**
 * The payer's id at a channel, learned by the channel's sign-in and kept in the payer's own browser,
 * sealed, for a day.
 */
const IDENTITY_MS = DAY_MS;
/** From leaving for the channel's sign-in to coming back from it. */
const SIGN_IN_MS = 15 * MINUTE_MS;

/** Where the channel's sign-in sends the payer of an order back to. */
export const SIGN_IN_PATH = '/pay/sign-in/:channel/:orderId';

/** What a sign-in comes back with: its state, and a code under the name that the channel's row has. */
export type SignInAnswer = Readonly<Record<string, string | undefined>>;

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
 * is for, an order and a channel: the state is sealed for that path, and opens for no other.
 */
export function signInUrl(core: Core, reply: FastifyReply, account: ChannelAccount, path: string): string {
  const adapter = core.channels.get(account.channel);
  if (!adapter) throw new Error(`channel ${account.channel} is not available`);
  const state = randomToken();
  const sealed = sealExpiring(core, aadContextOf(account, path), state, SIGN_IN_MS);
  setCookie(core, reply, { ...stateCookie(path), value: sealed, lifeMs: SIGN_IN_MS });
  return adapter.payerAuthorizeUrl(account, core.publicUrl + path, state);
}

/**
 * Redeems what a sign-in came back with to `path` and remembers the payer, once. Answers false when it failed, was
 * finished before, or was begun by another browser or for another path. So an attacker cannot sign another person's
 * browser in as himself.
 */
export async function finishSignIn(
  core: Core,
  { request, reply }: Exchange,
  account: ChannelAccount,
  path: string,
): Promise<boolean> {
  const state = queryText(request, 'state');
  const code = queryText(request, CHANNEL_TABLE[account.channel].signInCode);
  const begun = openUnexpired(
    core,
    aadContextOf(account, path),
    readCookie(core, request, stateCookie(path)),
  );
  if (!isText(code) || !begun || !isText(state) || !isSame(begun.value, state)) return false;
  setCookie(core, reply, { ...stateCookie(path), value: '', lifeMs: 0 });
  const uid = await redeemSignIn(core, account, { state, code, endsAt: begun.endsAt });
  if (uid === undefined) return false;
  rememberPayer(core, reply, account, uid);
  return true;
}

/** Remembers the payer's id for this account in the payer's browser. */
function rememberPayer(core: Core, reply: FastifyReply, account: ChannelAccount, openid: string): void {
  const cookie = identityCookie(account);
  const value = sealExpiring(core, `cookie|${cookie.name}`, openid, IDENTITY_MS);
  setCookie(core, reply, { ...cookie, value, lifeMs: IDENTITY_MS });
}

/** The payer's id for this account, if this browser has signed in within a day. */
export function payerOf(core: Core, request: FastifyRequest, account: ChannelAccount): string | undefined {
  const cookie = identityCookie(account);
  return openUnexpired(core, `cookie|${cookie.name}`, readCookie(core, request, cookie))?.value;
}

function identityCookie(account: ChannelAccount): PayerCookie {
  return { name: `payer_${account.channelAccountId}`, path: '/' };
}

/** One for each way back, so that orders open side by side do not disturb each other. */
function stateCookie(path: string): PayerCookie {
  const digest = createHash('sha256').update(path, 'utf8').digest('hex').slice(0, 16);
  return { name: `payer_state_${digest}`, path: '/' };
}

function aadContextOf({ channelAccountId }: ChannelAccount, path: string): string {
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
