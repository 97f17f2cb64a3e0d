import { columns } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { flag, id, instant, integer, made, nullable, optional, sealed, text, texts } from '../db/fields.ts';
import { claimDue } from '../jobs/claim-due.ts';
import type { Vault } from '../lib/vault.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { QuietHours, Recipient } from './recipient.ts';

const aadContext = ({ recipientId }: Pick<Recipient, 'recipientId'>) =>
  `message_recipients.target_sealed|${recipientId}`;

const QUIET = { from: nullable(text('quiet_from')), until: nullable(text('quiet_until')) };

/** A recipient as it is saved: what operators set. */
export type SetRecipient = Omit<Recipient, 'sentAt' | 'failure' | 'failingSince' | 'failures'>;

const SET = columns<SetRecipient, Vault>()({
  recipientId: id('recipient_id'),
  schoolId: optional(text('school_id')),
  name: text('name'),
  method: text('method'),
  target: sealed('target_sealed', aadContext),
  language: text('language'),
  kinds: made({ kinds: texts('kinds') }, ({ kinds }) => kinds as Recipient['kinds'], [
    { column: 'kinds', type: 'text[]', write: (kinds) => kinds },
  ]),
  quiet: made(
    QUIET,
    ({ from, until }): QuietHours | undefined =>
      from === null || until === null ? undefined : { from, until },
    [
      { column: 'quiet_from', type: 'text', write: (quiet) => quiet?.from ?? null },
      { column: 'quiet_until', type: 'text', write: (quiet) => quiet?.until ?? null },
    ],
  ),
  enabled: flag('enabled'),
  createdAt: instant('created_at'),
});

const RECIPIENT = columns<Recipient, Vault>()({
  ...SET.fields,
  sentAt: optional(instant('sent_at')),
  failure: optional(text('failure')),
  failingSince: optional(instant('failing_since')),
  failures: integer('failures'),
});

const IN_SCOPE = inScope('school_id', '$1');

/** The recipients of these schools; those who are told about all schools only in the scope of all. */
export function findRecipients(q: Queryable, vault: Vault, scope: SchoolScope): Promise<Recipient[]> {
  return RECIPIENT.all(q, vault, {
    name: 'find-message-recipients',
    text: `select ${RECIPIENT.selected} from message_recipients where ${IN_SCOPE} order by school_id nulls first, recipient_id`,
    values: [schoolsIn(scope)],
  });
}

/** Undefined: there is none in these schools. */
export function findRecipient(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
  recipientId: string,
): Promise<Recipient | undefined> {
  return RECIPIENT.one(q, vault, {
    name: 'find-message-recipient',
    text: `select ${RECIPIENT.selected} from message_recipients where ${IN_SCOPE} and recipient_id = $2`,
    values: [schoolsIn(scope), recipientId],
  });
}

/** The same, and nobody else changes or removes it before the transaction ends. */
export function lockRecipient(
  tx: Transaction,
  vault: Vault,
  scope: SchoolScope,
  recipientId: string,
): Promise<Recipient | undefined> {
  return RECIPIENT.one(tx, vault, {
    name: 'lock-message-recipient',
    text: `select ${RECIPIENT.selected} from message_recipients where ${IN_SCOPE} and recipient_id = $2 for update`,
    values: [schoolsIn(scope), recipientId],
  });
}

/** Adds a recipient, or replaces what is set of it; what it was told stays, and it is tried again at once. */
export async function saveRecipient(tx: Queryable, vault: Vault, recipient: SetRecipient): Promise<void> {
  await tx.query({
    name: 'save-message-recipient',
    text: `insert into message_recipients (${SET.written}) values (${SET.places()})
           on conflict (recipient_id) do update
              set name = excluded.name, target_sealed = excluded.target_sealed, language = excluded.language,
                  kinds = excluded.kinds, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
                  enabled = excluded.enabled, due_at = excluded.created_at, failures = 0`,
    values: SET.valuesOf(recipient, vault),
  });
}

/** With what it was told. False: there is none in these schools. */
export async function deleteRecipient(
  tx: Transaction,
  scope: SchoolScope,
  recipientId: string,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'delete-message-recipient',
    text: `delete from message_recipients where ${IN_SCOPE} and recipient_id = $2 returning 1`,
    values: [schoolsIn(scope), recipientId],
  });
  return rows.length > 0;
}

/** Takes recipients that something is to be sent to, for this worker until `leaseUntil`. */
export async function claimRecipients(
  q: Queryable,
  vault: Vault,
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<Recipient[]> {
  const rows = await claimDue(q, now, leaseUntil, limit, {
    name: 'claim-message-recipients',
    table: 'message_recipients',
    key: 'recipient_id',
    condition: 'enabled',
    returning: RECIPIENT.selected,
  });
  return RECIPIENT.fromRows(rows, vault);
}

/** Notes that a message did not arrive, and when it is tried again; undefined: a test, which changes nothing else. */
export async function noteFailure(
  q: Queryable,
  recipientId: string,
  failure: string,
  now: Date,
  dueAt: Date | undefined,
): Promise<void> {
  await q.query({
    name: 'note-message-failure',
    text: `update message_recipients
              set failure = $2, failing_since = coalesce(failing_since, $3),
                  failures = failures + case when $4::timestamptz is null then 0 else 1 end,
                  due_at = coalesce($4, due_at)
            where recipient_id = $1`,
    values: [recipientId, failure, now, dueAt ?? null],
  });
}

/** Has nothing sent before then; undefined: until there is something to be sent. */
export async function postponeRecipient(
  q: Queryable,
  recipientId: string,
  dueAt: Date | undefined,
): Promise<void> {
  await q.query({
    name: 'postpone-message-recipient',
    text: 'update message_recipients set due_at = $2 where recipient_id = $1',
    values: [recipientId, dueAt ?? null],
  });
}

/**
 * Notes that a message arrived; it is looked again at `dueAt` whether more has come. Undefined: a test, after which what did
 * not arrive before is tried at once.
 */
export async function noteArrival(
  q: Queryable,
  recipientId: string,
  now: Date,
  dueAt: Date | undefined,
): Promise<void> {
  await q.query({
    name: 'note-message-arrival',
    text: `update message_recipients
              set sent_at = $2, failure = null, failing_since = null, failures = 0,
                  due_at = coalesce($3, case when failures > 0 then $2 else due_at end)
            where recipient_id = $1`,
    values: [recipientId, now, dueAt ?? null],
  });
}
