import type { CashierError, CashierPayment, CashierView } from '@zhixiao/contract/cashier/view';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { byId, link, made, showState } from './elements.ts';
import type { Words } from './words.ts';

type Channel = CashierView['channels'][number];

/**
 * The ways to pay an order, as its cashier offers them; each opens the phone on a code. Repeating is safe.
 * @returns whether they are shown
 */
export async function offerWays(orderId: string, all: Words, language: 'zh' | 'en'): Promise<boolean> {
  const words = all.pay;
  const view = await ask<CashierView>(`cashier-api/orders/${orderId}?device=desktop`);
  if (typeof view === 'string' || view === undefined) {
    showState('pay', 'failed', words.failed(view ?? words.unreachable));
    return false;
  }
  const buttons = view.channels.map((channel) => {
    const button = made('button', words.scan(CHANNEL_NAMES[language][channel]), 'primary');
    button.type = 'button';
    button.addEventListener('click', () => void openPhone(orderId, channel, all, language));
    return button;
  });
  byId('pay-ways').replaceChildren(...buttons, link(words.cashier, `pay/orderId/${orderId}.html`));
  showState('pay', 'ready', words.choose);
  return true;
}

/** Nothing more can be paid. */
export function closeWays(): void {
  byId('pay-ways').replaceChildren();
}

/** Has the cashier start a payment, as it does for a desktop browser, and scans its code with the phone. */
async function openPhone(
  orderId: string,
  channel: Channel,
  all: Words,
  language: 'zh' | 'en',
): Promise<void> {
  const words = all.pay;
  showState('pay', 'working', words.opening);
  const body = JSON.stringify({ channel, device: 'desktop' });
  const headers = { 'content-type': 'application/json' };
  const started = await ask<CashierView>(`cashier-api/orders/${orderId}/payments`, {
    method: 'POST',
    headers,
    body,
  });
  if (started === undefined) return showState('pay', 'failed', words.failed(words.unreachable));
  if (typeof started !== 'string' && started.state === 'paid') return undefined;
  const address = typeof started === 'string' ? undefined : phoneAddress(started.payment);
  if (address === undefined) {
    const why = typeof started === 'string' ? started : '';
    return showState('pay', 'failed', words.failed(why));
  }
  const shown = `${address}&lang=${language}`;
  const frame = made('iframe');
  frame.title = byId('phone').parentElement?.getAttribute('aria-label') ?? '';
  // its pages have forms and no scripts
  frame.setAttribute('sandbox', 'allow-forms allow-same-origin');
  frame.src = shown;
  byId('phone').replaceChildren(frame);
  const inWindow = link(words.window, shown);
  inWindow.target = '_blank';
  inWindow.rel = 'noopener';
  byId('phone-more').replaceChildren(
    inWindow,
    made('br'),
    words.shell,
    made('code', `npm run sandbox:pay -- ${orderId}`),
  );
  showState('pay', 'working', words.open);
  // where the steps stand one below the other, the phone is further down
  frame.scrollIntoView({ block: 'nearest' });
}

function phoneAddress(payment: CashierPayment | undefined): string | undefined {
  return payment?.kind === 'qr' ? payment.sandboxPhoneUrl : undefined;
}

/** What the cashier answers, or why not in the page's language; undefined when nobody answers. */
async function ask<Answer>(address: string, options?: RequestInit): Promise<Answer | string | undefined> {
  try {
    const answer = await fetch(address, options);
    const said: unknown = await answer.json();
    if (answer.ok) return said as Answer;
    const { error } = said as CashierError;
    return document.body.dataset.language === 'en' ? error.inEnglish : error.message;
  } catch {
    return undefined;
  }
}
