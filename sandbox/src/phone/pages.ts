import { yuanOf } from '../yuan.ts';
import { type Html, html } from './html.ts';
import type { Brand, PhoneBill } from './wallet.ts';
import { LANGUAGE_TAGS, type Language, WORDS } from './words.ts';

/** The first screen: codes to "scan", and a field for one that is not listed. */
export function scanPage(language: Language, waiting: readonly PhoneBill[]): string {
  const words = WORDS[language];
  const list = waiting.map(
    (bill) => html`<li class="${bill.brand.channel}"><a href="${payUrl(bill.code, language)}">
        <span class="item">${bill.description}<small>${bill.brand.name[language]} · ${bill.way} · ${bill.number}</small></span>
        <span class="price">${yuan(bill.total)}</span>
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
  bill: PhoneBill | undefined,
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
  const { brand, obstacle, wayBack } = bill;
  const summary = billSummary(language, bill);
  if (obstacle === undefined) {
    const body = html`${wasRefused ? html`<p class="notice" role="alert">${words.refused}</p>` : html``}
      ${summary}${actions(language, bill)}`;
    return page({ language, title: brand.payIn[language], body, self, brand });
  }
  const isPaid = obstacle === 'paid';
  const title = isPaid ? words.paid : words.cannotPay;
  const done =
    wayBack === undefined
      ? html`<a class="button" href="/phone?lang=${language}">${words.done}</a>`
      : html`<a class="button primary" href="${wayBack}">${words.toMerchant}</a>`;
  const body = html`${verdict(language, isPaid ? 'good' : 'bad', isPaid ? words.paid : words.obstacles[obstacle])}
    ${summary}${done}`;
  return page({ language, title, body, self, brand });
}

/** Where a code is paid. */
export function payUrl(code: string, language: Language): string {
  return `/phone/pay?code=${encodeURIComponent(code)}&lang=${language}`;
}

/** Fen as `¥x.xx`. */
export function yuan(fen: number): string {
  return `¥${yuanOf(fen)}`;
}

function billSummary(language: Language, bill: PhoneBill): Html {
  const words = WORDS[language];
  return html`<section class="card bill">
      <p class="merchant">${words.payTo(bill.merchant)}</p>
      <p class="amount">${yuan(bill.total)}</p>
      <dl>
        <dt>${words.item}</dt><dd>${bill.description}</dd>
        <dt>${words.number}</dt><dd class="code">${bill.number}</dd>
        <dt>${words.payer}</dt><dd class="code">${bill.payer}</dd>
      </dl>
    </section>`;
}

/** A link leads back to the merchant: the page's policy lets no form end elsewhere. */
function actions(language: Language, { code, wayBack }: PhoneBill): Html {
  const words = WORDS[language];
  const cancel =
    wayBack === undefined
      ? html`<button class="quiet" name="action" value="cancel">${words.cancel}</button>`
      : html`<a class="button quiet" href="${wayBack}">${words.cancel}</a>`;
  return html`<form class="actions" action="/phone/pay" method="post">
      <input type="hidden" name="code" value="${code}">
      <input type="hidden" name="lang" value="${language}">
      <button class="primary" name="action" value="pay">${words.confirm}</button>
      <button name="action" value="refuse">${words.refuse}</button>
      ${cancel}
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
  readonly brand?: Brand;
}): string {
  const { language, title, body, self, brand } = screen;
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
<body class="${brand?.channel ?? ''}">
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
