import type { BindView } from '@zhixiao/contract/cashier/bind-view';
import type { RefusalShown } from '@zhixiao/contract/cashier/plain-page';
import { CHANNELS } from '@zhixiao/contract/codes/channels';
import { oneOf } from '@zhixiao/contract/schema';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { App } from '../../apps/app.ts';
import { unaudited } from '../../audit/unaudited.ts';
import type { Channel, ChannelAccount } from '../../channels/channel.ts';
import type { Core } from '../../core.ts';
import { bindPayer } from '../../directory/bind-payer.ts';
import { unbindPayer } from '../../directory/bind-person.ts';
import { findPayer } from '../../directory/find-person.ts';
import { agreeAnew, hasAgreed } from '../../directory/payer-consent.ts';
import { queryText } from '../../http/query-text.ts';
import { readFormBodies } from '../../http/request-bodies.ts';
import { maskName, maskNumber } from '../../lib/mask.ts';
import { propertyOf } from '../../lib/property-of.ts';
import { Refusal } from '../../refusal.ts';
import type { SchoolBrand } from '../../schools/brand.ts';
import { refusalWords } from '../refusals.ts';
import { issueTicket, readTicket } from './bind-ticket.ts';
import { type Agreement, agreementIn, askFor } from './consent-form.ts';
import { walletOf } from './device.ts';
import type { CashierFrontEnd } from './front-end.ts';
import { finishSignIn, payerOf, type SignInAnswer, signInUrl } from './payer-identity.ts';
import { type Exchange, sendPlainPage } from './plain-page.ts';

const FORM_LIMIT_BYTES = 8 * 1024;
const CONSENT_CHANGED = {
  message: '个人信息使用说明已更新，请阅读后重新同意',
  inEnglish: 'The text has changed. Please read it and agree again.',
};
const INCOMPLETE = {
  message: '请填写全部内容，并同意使用您的信息',
  inEnglish: 'Please fill in every field and agree to the use of your data.',
};

interface BindRoute {
  Params: { appId: string };
  /** `wallet` chooses an emulated one, in the sandbox. */
  Querystring: { lang?: string; wallet?: string; sign_in?: string; unbound?: string };
}

interface ChannelRoute {
  Params: { appId: string; channel: Channel };
  Querystring: { lang?: string } & SignInAnswer;
  Body: URLSearchParams;
}

const CHANNEL_PARAMS = Type.Object({ channel: oneOf(CHANNELS) });

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
  const send = (exchange: Exchange, view: BindView, app?: App) =>
    sendPage(core, frontEnd, isSandbox, exchange, view, app?.brand);

  server.get<BindRoute>('/bind/:appId', async (request, reply) => {
    const exchange = { request, reply };
    const app = await core.apps(request.params.appId);
    if (!app) return send({ request, reply: reply.notHere().code(404) }, { state: 'notFound' });
    const wallet = walletOf(request, isSandbox);
    if (!wallet) return send(exchange, elsewhere(core, app, isSandbox), app);
    const account = await core.accounts.ofApp(app.appId, wallet);
    if (!account) return send(exchange, { state: 'notOffered', school: app.schoolName }, app);
    const uid = payerOf(core, request, account);
    if (uid !== undefined) {
      const view = await viewOf(core, app, account, uid);
      const isUnbound = view.state === 'form' && request.query.unbound !== undefined;
      return send(exchange, isUnbound ? { ...view, isUnbound } : view, app);
    }
    if (request.query.sign_in !== undefined) return send(exchange, signInFailed(app, wallet), app);
    return reply.redirect(signInUrl(core, reply, account, signInPathOf(app.appId, wallet)));
  });

  server.get<ChannelRoute>(
    '/bind/:appId/sign-in/:channel',
    { schema: { params: CHANNEL_PARAMS } },
    async (request, reply) => {
      const { appId, channel } = request.params;
      const account = await core.accounts.ofApp(appId, channel);
      if (!account && !(await core.apps(appId))) reply.notHere();
      const path = signInPathOf(appId, channel);
      const signedIn = account && (await finishSignIn(core, { request, reply }, account, path));
      return reply.redirect(pageOf(appId, channel) + (signedIn ? '' : '&sign_in=failed'));
    },
  );

  /** What a form is answered that came from this page, by a payer who has signed in. */
  const post = (path: string, answer: (posted: Posted) => Promise<FastifyReply>) =>
    server.post<ChannelRoute>(path, { schema: { params: CHANNEL_PARAMS } }, async (request, reply) => {
      const { appId, channel } = request.params;
      const app = await core.apps(appId);
      const account = app && (await core.accounts.ofApp(appId, channel));
      if (!app) reply.notHere();
      if (!app || !account) return send({ request, reply: reply.code(404) }, { state: 'notFound' });
      const field = (name: string) => request.body.get(name)?.trim() ?? '';
      const uid = readTicket(core, appId, account, field('ticket'));
      if (uid === undefined) {
        return send({ request, reply: reply.code(403) }, signInFailed(app, channel), app);
      }
      return answer({ exchange: { request, reply }, app, account, uid, field });
    });

  post('/bind/:appId/:channel', async ({ exchange: { request, reply }, app, account, uid, field }) => {
    const claim = { userNo: field('user_no'), userName: field('user_name'), proof: field('proof') };
    const agreement = agreementIn(core, 'binding', app, field);
    const refusal = await refusalOf(core, app, account, uid, claim, agreement);
    if (!refusal) return reply.redirect(pageOf(app.appId, account.channel), 303);
    return send(
      { request, reply: reply.code(409) },
      { ...form(core, app, account, uid), ...claimed(claim), refusal },
      app,
    );
  });

  post('/bind/:appId/:channel/consent', async ({ exchange: { reply }, app, account, uid, field }) => {
    const agreement = agreementIn(core, 'binding', app, field);
    const payer = { schoolId: app.schoolId, uid };
    // a payer who is not bound, or did not consent, is shown the page in its current state
    if ('text' in agreement && (await findPayer(core, { schoolId: app.schoolId, ...OWN }, uid))) {
      await agreeAnew(core, payer, agreement.text);
    }
    return reply.redirect(pageOf(app.appId, account.channel), 303);
  });

  post('/bind/:appId/:channel/unbind', async ({ exchange: { reply }, app, account, uid }) => {
    try {
      await unbindPayer(unaudited(core), { schoolId: app.schoolId, actor: OWN.actor }, uid);
    } catch (error) {
      // sent twice
      if (!(error instanceof Refusal)) throw error;
    }
    return reply.redirect(`${pageOf(app.appId, account.channel)}&unbound=1`, 303);
  });
}

interface Posted {
  readonly exchange: Exchange;
  readonly app: App;
  readonly account: ChannelAccount;
  readonly uid: string;
  /** What the form says in a field; nothing is empty. */
  readonly field: (name: string) => string;
}

const OWN = { actor: { kind: 'payer' }, action: 'own' } as const;

type Claim = Parameters<typeof bindPayer>[2];

/** Binds, if everything was filled in and agreed to; undefined: it is done. */
async function refusalOf(
  core: Core,
  app: App,
  account: ChannelAccount,
  uid: string,
  claim: Claim,
  agreement: Agreement,
): Promise<RefusalShown | undefined> {
  if (!Object.values(claim).every(Boolean)) return INCOMPLETE;
  if ('missing' in agreement) return agreement.missing === 'text' ? CONSENT_CHANGED : INCOMPLETE;
  const { channel, settings } = account;
  const payer = { schoolId: app.schoolId, channel, issuer: String(settings.appId), uid };
  try {
    await bindPayer(core, payer, claim, agreement.text);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refusalWords(error);
  }
}

async function viewOf(core: Core, app: App, account: ChannelAccount, uid: string): Promise<BindView> {
  const { appId, schoolId } = app;
  const person = await findPayer(core, { schoolId, ...OWN }, uid);
  if (!person) return form(core, app, account, uid);
  return {
    state: 'bound',
    school: app.schoolName,
    wallet: account.channel,
    userNo: maskNumber(person.userNo),
    userName: maskName(person.userName),
    ticket: issueTicket(core, appId, account, uid),
    consent: askFor(core, 'binding', app),
    ...((await hasAgreed(core, { schoolId, uid })) ? {} : { agree: `${actionOf(app, account)}/consent` }),
    unbind: `${actionOf(app, account)}/unbind`,
  };
}

type FormView = Extract<BindView, { state: 'form' }>;

function form(core: Core, app: App, account: ChannelAccount, uid: string): FormView {
  return {
    state: 'form',
    school: app.schoolName,
    wallet: account.channel,
    ticket: issueTicket(core, app.appId, account, uid),
    action: actionOf(app, account),
    consent: askFor(core, 'binding', app),
    userNo: '',
    userName: '',
  };
}

function actionOf({ appId }: App, { channel }: ChannelAccount): string {
  return `/bind/${appId}/${channel}`;
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
  brand: SchoolBrand | undefined,
): FastifyReply {
  const wallet = queryText(request, 'wallet');
  return sendPlainPage(
    core,
    { request, reply },
    {
      path: `/bind/${encodeURIComponent(String(propertyOf(request.params, 'appId')))}`,
      query: wallet === undefined ? {} : { wallet },
      brand,
    },
    (words) => frontEnd.renderBindPage({ view, ...words, sandbox: isSandbox, style: frontEnd.entry.style }),
  );
}
