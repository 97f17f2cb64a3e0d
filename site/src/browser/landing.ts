import type { LandingInstallation, LandingOrder } from '@zhixiao/contract/landing/view';
import { type AppKeys, sealRequest } from '@zhixiao/protocol/envelope';
import { byId, showState, yuan } from './landing/elements.ts';
import { followOrder } from './landing/follow-order.ts';
import { closeWays, offerWays } from './landing/pay.ts';
import { type SavedOrder, savedOrder, saveOrder } from './landing/saved-order.ts';
import { showLedger } from './landing/show-ledger.ts';
import { showNotification } from './landing/show-notification.ts';
import { showParts } from './landing/show-parts.ts';
import { WORDS } from './landing/words.ts';
import { type Said, sendCall } from './send-call.ts';
import { showSnippets } from './show-snippets.ts';

/** The sandbox's page at `/`: a first order from nothing to its refund, each step as it stands on the server. */
const { root = './' } = document.body.dataset;
const isEnglish = document.body.dataset.language === 'en';
const language = isEnglish ? 'en' : 'zh';
const words = WORDS[language];

const TOTAL_FEN = 3_000;
const REFUND_FEN = 1_500;

let saved: SavedOrder = savedOrder();
let follow: (() => void) | undefined;
let hasWays = false;
/** A refund was sent: what it came to is on its way. */
let isRefundSent = false;
let failedRefunds = 0;

void start();

async function start(): Promise<void> {
  showState('create', 'waiting', words.create.ready);
  showState('pay', 'waiting', words.pay.before);
  showState('notify', 'waiting', words.notify.before);
  showState('refund', 'waiting', words.refund.before);
  showState('ledger', 'waiting', words.ledger.before);
  const installation = await fetchInstallation();
  if (!installation) return showTrouble(words.noKeys);
  showParts(installation, words, language);
  if (!installation.isSandboxUp) showTrouble(words.noSandbox);
  const keys = installation.keys as AppKeys;
  const create = {
    body: '宿舍电费',
    out_trade_no: saved.outTradeNo,
    total_fee: String(TOTAL_FEN),
    notify_url: `${installation.inboxUrl}${saved.token}`,
  };
  showSnippets(byId('create-code'), isEnglish, {
    baseUrl: installation.publicUrl,
    keys,
    interfaceName: 'order_create',
    content: JSON.stringify(create),
  });
  onSend('create', async () => {
    showState('create', 'working', words.create.sending);
    const said = await call('create', 'order_create', create, keys);
    const orderId = said && contentOf(said).order_id;
    if (orderId === undefined)
      return showState('create', 'failed', said ? words.create.failed : words.create.unknown);
    saved = { ...saved, orderId };
    saveOrder(saved);
    return goOn(orderId, keys);
  });
  byId('refund-content').textContent = JSON.stringify(refundOf(saved), null, 2);
  onSend('refund', async () => {
    showState('refund', 'working', words.refund.sending);
    const said = await call('refund', 'order_refund', refundOf(saved), keys);
    isRefundSent = said !== undefined && contentOf(said).refund_id !== undefined;
    if (!isRefundSent) showState('refund', 'failed', said ? words.refund.refused : words.refund.unknown);
    follow?.();
  });
  byId('again').addEventListener('click', () => {
    saveOrder(undefined);
    location.reload();
  });
  byId<HTMLButtonElement>('create-send').disabled = false;
  if (saved.orderId !== undefined) goOn(saved.orderId, keys);
}

/** The same number while it may have been refunded; another when the channel has refused it. */
function refundOf({ outTradeNo }: SavedOrder): object {
  const again = failedRefunds === 0 ? '' : `-${failedRefunds}`;
  return {
    out_trade_no: outTradeNo,
    refund_fee: String(REFUND_FEN),
    out_refund_no: `R${outTradeNo}${again}`,
  };
}

async function fetchInstallation(): Promise<LandingInstallation | undefined> {
  try {
    const answer = await fetch('landing/installation.json');
    return answer.ok ? ((await answer.json()) as LandingInstallation) : undefined;
  } catch {
    return undefined;
  }
}

/** A button that does one thing at a time. */
function onSend(step: string, send: () => Promise<void>): void {
  const button = byId<HTMLButtonElement>(`${step}-send`);
  button.addEventListener('click', async () => {
    if (button.ariaBusy === 'true') return;
    button.ariaBusy = 'true';
    try {
      await send();
    } finally {
      button.ariaBusy = 'false';
    }
  });
}

/** Sends a call as the debugger of the documentation does, and shows its answer below the step. */
async function call(step: string, name: string, content: object, keys: AppKeys): Promise<Said | undefined> {
  const box = byId<HTMLDetailsElement>(`${step}-answer-box`);
  box.hidden = false;
  box.open = true;
  return sendCall(
    `pay_api/${name}`,
    sealRequest(keys, content),
    keys,
    byId(`${step}-answer`),
    language,
    root,
  );
}

/** What an answer 0 that the gateway has signed says; nothing otherwise. */
function contentOf({ code, text }: Said): { readonly order_id?: string; readonly refund_id?: string } {
  return code === 0 && text.startsWith('{') ? JSON.parse(text) : {};
}

function goOn(orderId: string, keys: AppKeys): void {
  showState('create', 'done', words.create.done(orderId));
  follow ??= followOrder({
    address: `landing/orders/${orderId}`,
    token: saved.token,
    onOrder: (order) => show(order, orderId, keys),
    onTrouble: showTrouble,
    onGone: () => {
      showTrouble(words.gone);
      byId('next').hidden = false;
    },
    trouble: words.trouble,
  });
}

/** Shows how things stand, and answers whether more is about to happen by itself. */
function show(order: LandingOrder, orderId: string, keys: AppKeys): boolean {
  const isPaid = order.status === 'paid';
  if (isPaid) {
    const text = words.pay.done(yuan(order.totalAmount));
    showState('pay', 'done', text);
    // of a phone that this visit has not used
    const unused = document.querySelector('#phone p');
    if (unused) unused.textContent = text;
  }
  if (order.status === 'closed') showState('pay', 'failed', words.pay.closed);
  byId<HTMLButtonElement>('create-send').disabled = order.status !== 'pending';
  if (order.status !== 'pending') closeWays();
  else if (!hasWays) {
    hasWays = true;
    void offerWays(orderId, words, language).then((isOffered) => {
      hasWays = isOffered;
    });
  }
  showNotification(order, keys, words, language);
  const isRefundOpen = showRefund(order, isPaid);
  showLedger(order, words, language);
  byId('next').hidden = !(
    order.status === 'closed' || order.refunds.some(({ status }) => status !== 'processing')
  );
  const isNotified = order.notification !== undefined && order.notification.status !== 'pending';
  return order.status === 'pending' || (isPaid && (!isNotified || isRefundOpen));
}

/** Whether a refund is under way. */
function showRefund({ refunds, status }: LandingOrder, isPaid: boolean): boolean {
  const last = refunds.at(-1);
  failedRefunds = refunds.filter((refund) => refund.status === 'failed').length;
  byId('refund-content').textContent = JSON.stringify(refundOf(saved), null, 2);
  byId<HTMLButtonElement>('refund-send').disabled = !isPaid;
  if (!isPaid) showState('refund', 'waiting', words.refund.before);
  else if (!last) {
    if (byId('refund-state').dataset.state === 'waiting') showState('refund', 'ready', words.refund.ready);
    return isRefundSent && status === 'paid';
  } else if (last.status === 'processing') showState('refund', 'working', words.refund.processing);
  else if (last.status === 'succeeded')
    showState('refund', 'done', words.refund.done(yuan(last.refundAmount)));
  else showState('refund', 'failed', words.refund.failed(last.failure ?? ''));
  return last?.status === 'processing';
}

function showTrouble(text: string | undefined): void {
  const shown = byId('trouble');
  shown.hidden = text === undefined;
  if (text !== undefined && shown.textContent !== text) shown.textContent = text;
}
