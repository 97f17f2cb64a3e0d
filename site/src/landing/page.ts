import { escapeHtml } from '../render/escape.ts';
import { HTML_LANG, type Language, OTHER } from '../render/language.ts';
import type { Assets } from '../render/layout.ts';
import { LANDING_WORDS, type LandingWords } from './words.ts';

/**
 * The page at `/` of a sandbox (`server/src/apis/landing/`); its addresses are relative to there. Both languages have the
 * same address with another query.
 */
export function landingPage(language: Language, { style, scripts }: Assets): string {
  const words = LANDING_WORDS[language];
  const other = OTHER[language];
  return `<!doctype html>
<html lang="${HTML_LANG[language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.name} · ${words.sandbox}</title>
<meta name="description" content="${escapeHtml(words.lead)}">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/assets/${style}">
<script type="module" src="docs/assets/${scripts.landing}"></script>
</head>
<body data-root="docs/" data-language="${language}">
<a class="skip" href="#text">${words.skip}</a>
<header class="top">
<a class="brand" href="${addressOf(language)}"><svg viewBox="0 0 24 24" aria-hidden="true"><rect class="plate" width="24" height="24" rx="6"/><path class="stroke" d="M7 12.5l3.2 3.2L17 9"/></svg><b>${words.name}</b> <span>${words.sandbox}</span></a>
<a class="language" href="${language === 'en' ? 'docs/en/' : 'docs/'}">${words.docs}</a>
<a class="language" href="${addressOf(other)}" hreflang="${HTML_LANG[other]}" lang="${HTML_LANG[other]}">${words.other}</a>
</header>
<main id="text" class="landing">
<h1>${words.title}</h1>
<p class="lead">${words.lead}</p>
<noscript><p class="trouble">${words.noScript}</p></noscript>
<p id="trouble" class="trouble" role="alert" hidden></p>
<section aria-labelledby="parts-title"><h2 id="parts-title">${words.parts}</h2><ul id="parts" class="parts"></ul></section>
<div class="walk">
${create(words)}
${pay(words)}
${step('notify', words.notify, '<div id="notify-shown"></div>')}
${refund(words)}
${step('ledger', words.ledger, '<div id="ledger-shown"></div>')}
</div>
${after(words)}
</main>
</body>
</html>
`;
}

function addressOf(language: Language): string {
  return language === 'en' ? '?lang=en' : './';
}

/** The steps, in the order of their numbers. */
const STEPS = ['create', 'pay', 'notify', 'refund', 'ledger'] as const;

function step(name: (typeof STEPS)[number], [title, text]: readonly [string, string], inner: string): string {
  return `<section class="step" id="${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title"><span class="number" aria-hidden="true">${STEPS.indexOf(name) + 1}</span>${title}</h2>
<p class="state" id="${name}-state" role="status"></p>
<p>${text}</p>
${inner}
</section>`;
}

function create(words: LandingWords): string {
  const inner = `<div id="create-code"></div>
<p class="actions"><button type="button" class="primary" id="create-send" disabled>${words.send}</button></p>
${answerBox('create', words)}`;
  return step('create', words.create, inner);
}

function pay(words: LandingWords): string {
  const phone = `<aside class="phone" aria-label="${words.phone}"><div id="phone"><p>${words.phoneEmpty}</p></div><p id="phone-more"></p></aside>`;
  return `${step('pay', words.pay, '<div class="actions" id="pay-ways"></div>')}\n${phone}`;
}

function refund(words: LandingWords): string {
  const inner = `<details class="steps"><summary>${words.request}</summary><pre tabindex="0"><code id="refund-content"></code></pre></details>
<p class="actions"><button type="button" class="primary" id="refund-send" disabled>${words.refundHalf}</button></p>
${answerBox('refund', words)}`;
  return step('refund', words.refund, inner);
}

function answerBox(name: string, words: LandingWords): string {
  return `<details class="steps" id="${name}-answer-box" hidden><summary>${words.answer}</summary><div id="${name}-answer"></div></details>`;
}

function after(words: LandingWords): string {
  const links = words.nextLinks.map(([text, address]) => `<li><a href="${address}">${text}</a></li>`);
  return `<section id="next" hidden aria-labelledby="next-title"><h2 id="next-title">${words.next}</h2><ul>${links.join('')}</ul>
<p class="actions"><button type="button" class="primary" id="again">${words.again}</button></p></section>`;
}
