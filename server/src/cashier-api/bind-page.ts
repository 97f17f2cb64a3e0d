import type { BindView } from '@zhixiao/cashier/bind-view';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { App } from '../apps/app.ts';
import { CHANNELS, type Channel, type ChannelAccount } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { bindPayer } from '../directory/bind-payer.ts';
import { findPayer } from '../directory/find-person.ts';
import { readFormBodies } from '../http/request-bodies.ts';
import { maskName, maskNumber } from '../lib/mask.ts';
import { Refusal, refusalMessage } from '../refusal.ts';
import { issueTicket, readTicket } from './bind-ticket.ts';
import { walletOf } from './device.ts';
import type { CashierFrontEnd } from './front-end.ts';
import { finishSignIn, payerOf, type SignInAnswer, signInUrl } from './payer-identity.ts';
import { type Exchange, sendPlainPage } from './plain-page.ts';

const FORM_LIMIT_BYTES = 8 * 1024;
const INCOMPLETE = { code: 'incomplete', message: '请填写全部内容，并同意使用您的信息' };

interface BindRoute {
  Params: { appId: string };
  /** `wallet` chooses an emulated one, in the sandbox. */
  Querystring: { lang?: string; wallet?: string; sign_in?: string };
}

interface ChannelRoute {
  Params: { appId: string; channel: Channel };
  Querystring: { lang?: string } & SignInAnswer;
  Body: URLSearchParams;
}

const channelParams = { type: 'object', properties: { channel: { enum: CHANNELS } } };

/**
 * `/bind/{appid}`: where a payer, signed in by his wallet, says who he is and proves it. A partner links to
 * it under its own appid, so that the uid bound is the one its orders are paid under.
 */
export function bindPage(
  server: FastifyInstance,
  core: Core,
  frontEnd: CashierFrontEnd,
  sandboxUrl: string | undefined,
): void {
  const isSandbox = sandboxUrl !== undefined;
  readFormBodies(server, FORM_LIMIT_BYTES);
  const send = (exchange: Exchange, view: BindView) => sendPage(core, frontEnd, isSandbox, exchange, view);

  server.get<BindRoute>('/bind/:appId', async (request, reply) => {
    const exchange = { request, reply };
    const app = await core.apps(request.params.appId);
    if (!app) return send({ request, reply: reply.code(404) }, { state: 'notFound' });
    const wallet = walletOf(request, isSandbox);
    if (!wallet) return send(exchange, elsewhere(core, app, isSandbox));
    const account = await core.accounts.ofApp(app.appId, wallet);
    if (!account) return send(exchange, { state: 'notOffered', school: app.schoolName });
    const uid = payerOf(core, request, account);
    if (uid !== undefined) return send(exchange, await viewOf(core, app, account, uid));
    if (request.query.sign_in !== undefined) return send(exchange, signInFailed(app, wallet));
    return reply.redirect(signInUrl(core, reply, account, signInPathOf(app.appId, wallet)));
  });

  server.get<ChannelRoute>(
    '/bind/:appId/sign-in/:channel',
    { schema: { params: channelParams } },
    async (request, reply) => {
      const { appId, channel } = request.params;
      const account = await core.accounts.ofApp(appId, channel);
      const path = signInPathOf(appId, channel);
      const signedIn = account && (await finishSignIn(core, { request, reply }, account, path));
      return reply.redirect(pageOf(appId, channel) + (signedIn ? '' : '&sign_in=failed'));
    },
  );

  server.post<ChannelRoute>(
    '/bind/:appId/:channel',
    { schema: { params: channelParams } },
    async (request, reply) => {
      const { appId, channel } = request.params;
      const app = await core.apps(appId);
      const account = app && (await core.accounts.ofApp(appId, channel));
      if (!app || !account) return send({ request, reply: reply.code(404) }, { state: 'notFound' });
      const field = (name: string) => request.body.get(name)?.trim() ?? '';
      const uid = readTicket(core, appId, account, field('ticket'));
      if (uid === undefined) {
        return send({ request, reply: reply.code(403) }, signInFailed(app, channel));
      }
      const claim = { userNo: field('user_no'), userName: field('user_name'), proof: field('proof') };
      const isComplete = Object.values(claim).every(Boolean) && field('consent') === '1';
      const refusal = isComplete ? await bind(core, app, account, uid, claim) : INCOMPLETE;
      if (!refusal) return reply.redirect(pageOf(appId, channel), 303);
      return send(
        { request, reply: reply.code(409) },
        { ...form(core, app, account, uid), ...claimed(claim), refusal },
      );
    },
  );
}

type Claim = Parameters<typeof bindPayer>[2];
type RefusalShown = { readonly code: string; readonly message: string };

async function bind(
  core: Core,
  app: App,
  account: ChannelAccount,
  uid: string,
  claim: Claim,
): Promise<RefusalShown | undefined> {
  const { channel, settings } = account;
  const payer = { schoolId: app.schoolId, channel, issuer: String(settings.appId), uid };
  try {
    await bindPayer(core, payer, claim);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { code: error.code, message: refusalMessage(error) };
  }
}

async function viewOf(core: Core, app: App, account: ChannelAccount, uid: string): Promise<BindView> {
  const inquiry = { schoolId: app.schoolId, actor: { kind: 'payer' }, action: 'own' } as const;
  const person = await findPayer(core, inquiry, uid);
  if (!person) return form(core, app, account, uid);
  return {
    state: 'bound',
    school: app.schoolName,
    wallet: account.channel,
    userNo: maskNumber(person.userNo),
    userName: maskName(person.userName),
  };
}

type FormView = Extract<BindView, { state: 'form' }>;

function form(core: Core, app: App, account: ChannelAccount, uid: string): FormView {
  return {
    state: 'form',
    school: app.schoolName,
    wallet: account.channel,
    ticket: issueTicket(core, app.appId, account, uid),
    action: `/bind/${app.appId}/${account.channel}`,
    userNo: '',
    userName: '',
  };
}

/** What was typed stands there again; the proof has to be typed anew. */
function claimed({ userNo, userName }: Claim): Pick<FormView, 'userNo' | 'userName'> {
  return { userNo, userName };
}

function elsewhere(core: Core, app: App, isSandbox: boolean): BindView {
  const wallets = isSandbox ? CHANNELS.map((wallet) => ({ wallet, href: pageOf(app.appId, wallet) })) : [];
  const address = `${core.publicUrl}/bind/${app.appId}`;
  return { state: 'elsewhere', school: app.schoolName, address, wallets };
}

function signInFailed(app: App, wallet: Channel): BindView {
  return { state: 'signInFailed', school: app.schoolName, again: pageOf(app.appId, wallet) };
}

function pageOf(appId: string, wallet: Channel): string {
  return `/bind/${encodeURIComponent(appId)}?wallet=${wallet}`;
}

function signInPathOf(appId: string, wallet: Channel): string {
  return `/bind/${appId}/sign-in/${wallet}`;
}

function sendPage(
  core: Core,
  frontEnd: CashierFrontEnd,
  isSandbox: boolean,
  { request, reply }: Exchange,
  view: BindView,
): FastifyReply {
  const { wallet } = request.query as { wallet?: string };
  const { appId } = request.params as { appId: string };
  return sendPlainPage(
    core,
    { request, reply },
    { path: `/bind/${encodeURIComponent(appId)}`, query: wallet === undefined ? {} : { wallet } },
    (words) => frontEnd.renderBindPage({ view, ...words, sandbox: isSandbox, style: frontEnd.entry.style }),
  );
}
