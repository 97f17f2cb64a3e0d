import type { Handle, Order } from '../wechat/order-store.ts';
import type { Bill } from '../wechat/wallet.ts';
import { PAYER_OPENID } from '../wechat/wechat.ts';
import { type Html, html } from './html.ts';
import { LANGUAGE_TAGS, type Language, WORDS } from './words.ts';

/** A code somebody could scan now. */
export interface WaitingCode {
  readonly handle: Handle;
  readonly order: Order;
}

/** The first screen: codes to "scan", and a field for one that is not listed. */
export function scanPage(language: Language, waiting: readonly WaitingCode[]): string {
  const words = WORDS[language];
  const list = waiting.map(
    ({ handle, order }) => html`<li><a href="${payUrl(handle.handle, language)}">
        <span class="item">${order.description}<small>${order.tradeType} · ${order.outTradeNo}</small></span>
        <span class="price">${yuan(order.total)}</span>
        <span class="go">${words.pay}</span></a></li>`,
  );
  const body = html`
    <form class="card" action="/phone/pay" method="get">
      <label for="code">${words.pasteLabel}</label>
      <input id="code" name="code" required autocomplete="off" spellcheck="false" placeholder="${words.pasteHint}">
      <input type="hidden" name="lang" value="${language}">
      <button class="primary">${words.scan}</button>
    </form>
    <h2>${words.waiting}</h2>
    ${list.length === 0 ? html`<p class="card empty">${words.nothingWaiting}</p>` : html`<ul class="card">${list}</ul>`}`;
  return page({ language, title: words.home, body, self: '/phone?' });
}

/** What was scanned: the bill with its buttons, what came of it, or why it cannot be paid. */
export function billPage(
  language: Language,
  code: string,
  bill: Bill | undefined,
  wasRefused: boolean,
): string {
  const words = WORDS[language];
  const self = `/phone/pay?code=${encodeURIComponent(code)}&`;
  if (!bill)
    return page({
      language,
      title: words.unknownCode,
      body: verdict(language, 'bad', words.unknownCode),
      self,
    });
  const { order, obstacle } = bill;
  const summary = billSummary(language, order);
  if (obstacle === undefined) {
    const body = html`${wasRefused ? html`<p class="notice" role="alert">${words.refused}</p>` : html``}
      ${summary}${actions(language, code)}`;
    return page({ language, title: words.pay, body, self });
  }
  const isPaid = obstacle === 'paid';
  const title = isPaid ? words.paid : words.cannotPay;
  const body = html`${verdict(language, isPaid ? 'good' : 'bad', isPaid ? words.paid : words.obstacles[obstacle])}
    ${summary}<a class="button" href="/phone?lang=${language}">${words.done}</a>`;
  return page({ language, title, body, self });
}

/** Where a code is paid. */
export function payUrl(code: string, language: Language): string {
  return `/phone/pay?code=${encodeURIComponent(code)}&lang=${language}`;
}

/** Fen as `¥x.xx`. */
export function yuan(fen: number): string {
  return `¥${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}

function billSummary(language: Language, order: Order): Html {
  const words = WORDS[language];
  return html`<section class="card bill">
      <p class="merchant">${words.payTo(order.mchid)}</p>
      <p class="amount">${yuan(order.total)}</p>
      <dl>
        <dt>${words.item}</dt><dd>${order.description}</dd>
        <dt>${words.number}</dt><dd class="code">${order.outTradeNo}</dd>
        <dt>${words.payer}</dt><dd class="code">${order.paid?.openid ?? order.boundOpenid ?? PAYER_OPENID}</dd>
      </dl>
    </section>`;
}

function actions(language: Language, code: string): Html {
  const words = WORDS[language];
  return html`<form class="actions" action="/phone/pay" method="post">
      <input type="hidden" name="code" value="${code}">
      <input type="hidden" name="lang" value="${language}">
      <button class="primary" name="action" value="pay">${words.confirm}</button>
      <button name="action" value="refuse">${words.refuse}</button>
      <button class="quiet" name="action" value="cancel">${words.cancel}</button>
    </form>`;
}

function verdict(language: Language, kind: 'good' | 'bad', text: string): Html {
  const sign = kind === 'good' ? '✓' : '!';
  return html`<div class="verdict ${kind}" role="status" lang="${LANGUAGE_TAGS[language]}">
      <span aria-hidden="true">${sign}</span><strong>${text}</strong></div>`;
}

/** The phone around a screen. `self` is this screen's address, open for one more parameter. */
function page(screen: {
  readonly language: Language;
  readonly title: string;
  readonly body: Html;
  readonly self: string;
}): string {
  const { language, title, body, self } = screen;
  const words = WORDS[language];
  const other: Language = language === 'zh' ? 'en' : 'zh';
  const isHome = self === '/phone?';
  return html`<!doctype html>
<html lang="${LANGUAGE_TAGS[language]}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <link rel="stylesheet" href="/phone/phone.css">
</head>
<body>
  <div class="phone">
    <header>
      ${isHome ? html`<span></span>` : html`<a href="/phone?lang=${language}">‹ ${words.back}</a>`}
      <h1>${title}</h1>
      <a href="${self}lang=${other}" lang="${LANGUAGE_TAGS[other]}">${words.switchTo}</a>
    </header>
    <main>${body}</main>
    <footer>${words.sandbox} · <a href="/switchboard?lang=${language}">${words.switchboard}</a></footer>
  </div>
</body>
</html>`.markup;
}
