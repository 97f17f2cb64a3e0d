import { emptyRequestDays } from '../apps/requests/request-log-store.ts';
import type { RetentionKind } from '../consents/retention-periods.ts';
import type { Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { deleteExpired, deleteFromKept, deletePeopleLeft, type KeptTable } from './expiry-store.ts';
import { eraseInvoiceContacts } from './invoice-contact-store.ts';
import { eraseOrderPart, type Looked, ORDER_PARTS, type Stretch } from './order-parts-store.ts';
import type { RetentionRun } from './run-store.ts';

/** What one batch did. */
interface Batch {
  readonly erased: number;
  readonly kept: number;
  readonly position: string;
  readonly reached: string;
  /** Whether nothing is left to look at. */
  readonly isLast: boolean;
}

type Parts = Pick<Core, 'vault'>;

/** Erases the next few that are older than `run.eraseBefore`, in a transaction that the run's progress joins. */
export type Step = (tx: Transaction, parts: Parts, run: RetentionRun, limit: number) => Promise<Batch>;

/**
 * How each kind is erased. Periods count from when an order, an invoice or a try was made, a callback came, a session was begun,
 * a person was frozen, a change was decided, or a token ended.
 */
export const STEPS: Readonly<Record<RetentionKind, Step>> = {
  order_people: looking((tx, _parts, stretch) => eraseOrderPart(tx, ORDER_PARTS.people, stretch)),
  payer_ids: looking((tx, _parts, stretch) => eraseOrderPart(tx, ORDER_PARTS.payers, stretch)),
  invoice_wishes: looking((tx, _parts, stretch) => eraseOrderPart(tx, ORDER_PARTS.invoiceWishes, stretch)),
  invoice_contacts: looking((tx, { vault }, stretch) => eraseInvoiceContacts(tx, vault, stretch)),
  callbacks: fromKept('channel_callbacks'),
  notification_attempts: fromKept('notification_attempts', 'notification_rounds'),
  invoice_attempts: fromKept('invoice_attempts', 'invoice_delivery_rounds'),
  people_left: deleting(deletePeopleLeft),
  accesses: fromKept('person_accesses'),
  consents: fromKept('consents'),
  change_requests: over('change_requests', `status <> 'waiting' and decided_at < $1`),
  sessions: over('operator_sessions', 'created_at < $1'),
  sign_in_failures: over('sign_in_failures', 'last_at < $1'),
  operator_links: over('operator_links', 'expires_at < $1'),
  challenges: over('operator_challenges', 'expires_at < $1'),
  payer_sign_ins: over('finished_sign_ins', 'ends_at <= $1'),
  bind_attempts: over('bind_attempts', 'attempted_at <= $1'),
  invoice_tries: over('invoice_tries', 'tried_at <= $1'),
  nonces: over('request_nonces', 'expires_at < $1'),
  params: over('params_sent', 'sent_at < $1'),
  partner_requests: deleting(emptyRequestDays),
  messages: over('messages', 'ended_at < $1'),
};

function over(table: string, isOver: string): Step {
  return deleting((tx, before, limit) => deleteExpired(tx, { table, isOver }, before, limit));
}

function fromKept(...tables: readonly KeptTable[]): Step {
  return deleting(async (tx, before, limit) => {
    let most = 0;
    for (const table of tables) most = Math.max(most, await deleteFromKept(tx, table, before, limit));
    return most;
  });
}

/** Rows that go as a whole: what is left of them is found again by their age. */
function deleting(erase: (tx: Transaction, before: Date, limit: number) => Promise<number>): Step {
  return async (tx, _parts, { eraseBefore, position, reached }, limit) => {
    const erased = await erase(tx, eraseBefore, limit);
    return { erased, kept: 0, position, reached, isLast: erased < limit };
  };
}

/** Parts of rows that stay: looked through by number, once, but for what is needed and what comes behind it. */
function looking(look: (tx: Transaction, parts: Parts, stretch: Stretch) => Promise<Looked>): Step {
  return async (tx, parts, run, limit) => {
    const found = await look(tx, parts, { after: run.position, before: run.eraseBefore, limit });
    const position = found.last ?? run.position;
    return {
      erased: found.erased,
      kept: found.kept,
      position,
      reached: reachedBy(run, found, position),
      isLast: found.looked < limit,
    };
  };
}

function reachedBy(run: RetentionRun, { firstKept }: Looked, position: string): string {
  if (run.kept > 0) return run.reached;
  return firstKept === undefined ? position : (BigInt(firstKept) - 1n).toString();
}
