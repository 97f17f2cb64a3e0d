import { CALLBACK_FAULTS, type FaultRule, hitsMaxOf, REQUEST_FAULTS } from '../faults.ts';
import type { JournalEntry } from '../journal.ts';
import { type Html, html } from '../phone/html.ts';
import { LANGUAGE_TAGS, type Language } from '../phone/words.ts';
import type { Violation } from '../violations.ts';
import { OPERATION_NAMES, OPERATIONS, type Operation } from './operations.ts';
import { SWITCHBOARD_WORDS } from './words.ts';

/** What the switchboard shows. */
export interface SwitchboardState {
  readonly faults: readonly (FaultRule & { readonly hits: number })[];
  readonly now: number;
  readonly offsetMs: number;
  /** Newest first. */
  readonly journal: readonly JournalEntry[];
  readonly violations: readonly Violation[];
}

const STALE_MS = 5 * 60_000;
const CLOCK_STEPS = { minutes: 6 * 60_000, hours: 3_600_000, day: 86_400_000 } as const;

/** One page for everything that can go wrong, and for what came of it. */
export function switchboardPage(language: Language, state: SwitchboardState, isInvalid: boolean): string {
  const words = SWITCHBOARD_WORDS[language];
  const other: Language = language === 'zh' ? 'en' : 'zh';
  return html`<!doctype html>
<html lang="${LANGUAGE_TAGS[language]}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${words.title}</title>
  <link rel="stylesheet" href="/switchboard/switchboard.css">
</head>
<body>
  <header>
    <h1>${words.title}</h1>
    <nav><a href="/phone?lang=${language}">${words.phone}</a>
      <a href="/switchboard?lang=${other}" lang="${LANGUAGE_TAGS[other]}">${words.switchTo}</a></nav>
  </header>
  <main>
    <p class="lead">${words.lead}</p>
    ${isInvalid ? html`<p class="notice" role="alert">${words.invalid}</p>` : html``}
    <div class="columns">
      <div>${faultForm(language)}</div>
      <div>${activeFaults(language, state.faults)}${clockCard(language, state)}${violationList(language, state.violations)}</div>
    </div>
    ${journalTable(language, state.journal)}
  </main>
</body>
</html>`.markup;
}

function faultForm(language: Language): Html {
  const words = SWITCHBOARD_WORDS[language];
  const option = (value: string, text: string) => html`<option value="${value}">${text}</option>`;
  const requests = OPERATION_NAMES.filter((name) => 'match' in OPERATIONS[name]);
  const callbacks = OPERATION_NAMES.filter((name) => 'callback' in OPERATIONS[name]);
  const named = (names: readonly Operation[]) => names.map((name) => option(name, words.operations[name]));
  const label = (names: readonly Operation[]) => names.map((name) => words.operations[name]).join(' / ');
  return html`<section class="card" aria-labelledby="add"><h2 id="add">${words.add}</h2>
    <form action="/switchboard/faults" method="post">
      <input type="hidden" name="lang" value="${language}">
      <label for="operation">${words.operation}</label>
      <select id="operation" name="operation">${named(requests)}${named(callbacks)}</select>
      <label for="fault">${words.fault}</label>
      <select id="fault" name="fault">
        <optgroup label="${label(requests)}">${REQUEST_FAULTS.map((fault) => option(fault, words.faults[fault]))}</optgroup>
        <optgroup label="${label(callbacks)}">${CALLBACK_FAULTS.map((fault) => option(fault, words.faults[fault]))}</optgroup>
      </select>
      <label for="times">${words.times}</label>
      <input id="times" name="times" type="number" min="1" max="1000" value="1" required>
      <label for="number">${words.number}</label>
      <input id="number" name="number" placeholder="${words.numberHint}" autocomplete="off">
      <label for="status">${words.status}</label>
      <input id="status" name="status" type="number" min="200" max="599" value="500">
      <label class="check"><input type="checkbox" name="after" value="yes"> ${words.after}</label>
      <label for="ms">${words.ms}</label>
      <input id="ms" name="ms" type="number" min="0" max="600000" value="3000">
      <label for="per_second">${words.perSecond}</label>
      <input id="per_second" name="per_second" type="number" min="0" max="1000" value="1">
      <button class="primary">${words.addButton}</button>
    </form></section>`;
}

function activeFaults(language: Language, faults: SwitchboardState['faults']): Html {
  const words = SWITCHBOARD_WORDS[language];
  const rows = faults.map((rule) => {
    const detail = [
      rule.status,
      rule.after && words.after,
      rule.ms && `${rule.ms} ms`,
      rule.per_second !== undefined && words.passing(rule.per_second),
      rule.part !== undefined && `${Number((rule.part * 100).toPrecision(3))} %`,
      rule.match?.out_trade_no,
    ]
      .filter((part) => part !== undefined && part !== false && part !== 0)
      .join(' · ');
    return html`<li><strong>${words.faults[rule.fault]}</strong> <span>${operationOf(language, rule)}</span>
      <small>${detail}</small><span class="count">${words.hits} ${String(rule.hits)}${usedOf(rule)}</span></li>`;
  });
  return html`<section class="card" aria-labelledby="active"><h2 id="active">${words.active}</h2>
    ${rows.length === 0 ? html`<p class="empty">${words.noneActive}</p>` : html`<ul>${rows}</ul>`}
    <form action="/switchboard/clear" method="post"><input type="hidden" name="lang" value="${language}">
      <button>${words.clear}</button></form></section>`;
}

/** Out of how many; nothing for a rule that is never used up. */
function usedOf(rule: FaultRule): string {
  return hitsMaxOf(rule) === Number.POSITIVE_INFINITY ? '' : `/${rule.times ?? 1}`;
}

function operationOf(language: Language, { callback, match }: FaultRule): string {
  const { operations } = SWITCHBOARD_WORDS[language];
  if (callback) return operations[`${callback}_callback`];
  const name = OPERATION_NAMES.find((known) => {
    const about: Pick<FaultRule, 'match' | 'callback'> = OPERATIONS[known];
    return about.match?.path !== undefined && about.match.path === match?.path;
  });
  return name ? operations[name] : (match?.path ?? '*');
}

function clockCard(language: Language, { now, offsetMs }: SwitchboardState): Html {
  const words = SWITCHBOARD_WORDS[language];
  const steps = Object.entries(CLOCK_STEPS).map(
    ([name, ms]) =>
      html`<button name="offset_ms" value="${String(offsetMs + ms)}">${words[name as keyof typeof CLOCK_STEPS]}</button>`,
  );
  const time = new Intl.DateTimeFormat(LANGUAGE_TAGS[language], {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'Asia/Shanghai',
  }).format(now);
  return html`<section class="card" aria-labelledby="clock"><h2 id="clock">${words.clock}</h2>
    <p>${words.clockNow} <time>${time}</time></p>
    ${Math.abs(offsetMs) > STALE_MS ? html`<p class="notice">${words.clockWarning}</p>` : html``}
    <form class="row" action="/switchboard/clock" method="post"><input type="hidden" name="lang" value="${language}">
      ${steps}<button name="offset_ms" value="0">${words.resetClock}</button></form></section>`;
}

function violationList(language: Language, violations: readonly Violation[]): Html {
  const words = SWITCHBOARD_WORDS[language];
  const rows = violations.map(
    ({ kind, detail }) =>
      html`<li><strong>${words.violationKinds[kind]}</strong> <small>${detail}</small></li>`,
  );
  return html`<section class="card" aria-labelledby="violations"><h2 id="violations">${words.violations}</h2>
    ${rows.length === 0 ? html`<p class="empty">${words.noViolations}</p>` : html`<ul>${rows}</ul>`}</section>`;
}

function journalTable(language: Language, journal: readonly JournalEntry[]): Html {
  const words = SWITCHBOARD_WORDS[language];
  const rows = journal.map(
    (entry) => html`<tr><td><code>${entry.method} ${entry.path}</code></td>
      <td>${entry.status === null ? words.noAnswer : String(entry.status)}</td>
      <td>${entry.fault === null ? '' : faultName(language, entry.fault)}</td></tr>`,
  );
  return html`<section class="card" aria-labelledby="journal"><h2 id="journal">${words.journal}</h2>
    ${
      rows.length === 0
        ? html`<p class="empty">${words.noJournal}</p>`
        : html`<div class="scroll" tabindex="0"><table>
            <thead><tr><th>${words.request}</th><th>${words.answer}</th><th>${words.fault}</th></tr></thead>
            <tbody>${rows}</tbody></table></div>`
    }</section>`;
}

function faultName(language: Language, fault: string): string {
  const names: Readonly<Record<string, string>> = SWITCHBOARD_WORDS[language].faults;
  return names[fault] ?? fault;
}
