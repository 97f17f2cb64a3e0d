import { reasonText } from '@zhixiao/contract/words/reasons';
import type { Core } from '../core.ts';
import { maskPersonal } from '../lib/mask.ts';
import type { Outcome } from '../lib/outcome.ts';
import { type InvoiceAttempt, insertInvoiceAttempt } from './attempt-store.ts';
import type { InvoiceKey } from './invoice-store.ts';

/** Stores a provider's answer in the invoice's timeline. */
export async function noteAttempt(
  core: Core,
  key: InvoiceKey,
  action: InvoiceAttempt['action'],
  answer: Outcome<string | { readonly status: string; readonly reason?: string }>,
): Promise<void> {
  const attempt = { action, outcome: answer.kind, detail: maskPersonal(detailOf(answer)) };
  await insertInvoiceAttempt(core.db, key, attempt, core.clock.now());
}

function detailOf(answer: Parameters<typeof noteAttempt>[3]): string {
  if (answer.kind === 'not_done') return answer.message;
  if (answer.kind === 'unknown') return answer.reason;
  const { value } = answer;
  if (typeof value === 'string') return value;
  return value.reason === undefined
    ? value.status
    : reasonText('invoice_status', { state: value.status, message: value.reason });
}
