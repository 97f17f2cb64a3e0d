import type { LandingOrder } from '@zhixiao/contract/landing/view';
import { LEDGER_ACCOUNT_NAMES, LEDGER_EVENT_NAMES } from '@zhixiao/contract/words/ledger';
import { byId, made, showState, timeOf, yuan } from './elements.ts';
import type { Words } from './words.ts';

type Posting = LandingOrder['postings'][number];

/** The double entries of the order, as the console names them. */
export function showLedger({ postings }: LandingOrder, all: Words, language: 'zh' | 'en'): void {
  const words = all.ledger;
  const shown = byId('ledger-shown');
  if (postings.length === 0) {
    showState('ledger', 'waiting', words.before);
    shown.replaceChildren();
    return;
  }
  const isBalanced = postings.every(({ lines }) => lines.reduce((sum, { amount }) => sum + amount, 0) === 0);
  if (isBalanced) showState('ledger', 'done', words.done(postings.length));
  else showState('ledger', 'failed', words.unbalanced);
  if (shown.dataset.version === String(postings.length)) return;
  shown.dataset.version = String(postings.length);
  const table = document.createElement('table');
  table.append(made('caption', words.caption));
  const head = table.createTHead().insertRow();
  for (const column of words.columns) head.append(headOf(column, 'col'));
  for (const posting of postings) table.append(groupOf(posting, language));
  shown.replaceChildren(table);
}

/** One posting: when and why, and below it its lines. */
function groupOf({ at, event, lines }: Posting, language: 'zh' | 'en'): HTMLElement {
  const rows = document.createElement('tbody');
  const title = headOf(`${LEDGER_EVENT_NAMES[language][event]} · ${timeOf(at, language)}`, 'rowgroup');
  title.colSpan = 3;
  rows.insertRow().append(title);
  for (const { account, amount } of lines) {
    const row = rows.insertRow();
    const debit = amount > 0 ? yuan(amount) : '';
    const credit = amount < 0 ? yuan(-amount) : '';
    for (const text of [LEDGER_ACCOUNT_NAMES[language][account], debit, credit]) {
      row.insertCell().textContent = text;
    }
  }
  return rows;
}

function headOf(text: string, scope: string): HTMLTableCellElement {
  const cell = made('th', text);
  cell.scope = scope;
  return cell;
}
