import type { Language } from '@zhixiao/contract/codes/languages';
import type { MessageKind, MessageMethod } from '@zhixiao/contract/codes/messages';
import { FieldError } from '@zhixiao/protocol/fields';
import type { Audited, Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { wakeWorkers } from '../jobs/wake.ts';
import { isId } from '../lib/ids.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { testLetter } from './letter.ts';
import type { QuietHours, Recipient } from './recipient.ts';
import {
  deleteRecipient,
  findRecipient,
  findRecipients,
  lockRecipient,
  noteArrival,
  noteFailure,
  type SetRecipient,
  saveRecipient,
} from './recipient-store.ts';
import { addressedTo, deliver, failureOf } from './send-messages.ts';
import { readTarget, withSecret } from './target.ts';

/** What an operator fills in. */
interface RecipientInput {
  readonly name: string;
  readonly language: Language;
  readonly kinds: readonly MessageKind[];
  readonly quietFrom?: string | undefined;
  readonly quietUntil?: string | undefined;
  readonly address?: string | undefined;
  readonly secret?: string | undefined;
}

/** The recipients of these schools. */
export function listRecipients(core: Pick<Core, 'db' | 'vault'>, scope: SchoolScope): Promise<Recipient[]> {
  return findRecipients(core.db, core.vault, scope);
}

/**
 * Has somebody told from now on what waits.
 * @throws FieldError, Refusal message_school_needed
 */
export async function addRecipient(
  core: Core & Audited,
  scope: SchoolScope,
  recipientId: string,
  input: RecipientInput & { readonly method: MessageMethod; readonly schoolId?: string | undefined },
): Promise<void> {
  const { method, schoolId, address = '', secret } = input;
  if (schoolId === undefined && scope !== 'all') throw new Refusal('message_school_needed', {});
  const target = readTarget(method, { address, secret }, core.robots.hosts);
  const recipient = { recipientId, schoolId, method, target, ...setBy(input), enabled: true };
  await core.db.transaction((tx) => save(core, tx, { ...recipient, createdAt: core.clock.now() }));
}

/**
 * Changes a recipient. Without an address it stays, with its secret unless another one is given; a new address has the secret
 * that comes with it, or none.
 * @throws FieldError, Refusal message_recipient_not_found
 */
export async function changeRecipient(
  core: Core & Audited,
  scope: SchoolScope,
  input: RecipientInput & { readonly recipientId: string; readonly enabled: boolean },
): Promise<void> {
  const { recipientId, address, secret, enabled } = input;
  await core.db.transaction(async (tx) => {
    const recipient = await lockRecipient(tx, core.vault, scope, recipientId);
    if (!recipient) throw new Refusal('message_recipient_not_found', {});
    const target = address
      ? readTarget(recipient.method, { address, secret }, core.robots.hosts)
      : withSecret(recipient.method, recipient.target, secret);
    await save(core, tx, { ...recipient, target, ...setBy(input), enabled });
  });
}

/** @throws Refusal message_recipient_not_found */
export async function removeRecipient(
  core: Core & Audited,
  scope: SchoolScope,
  recipientId: string,
): Promise<void> {
  await core.db.transaction(async (tx) => {
    const isGone = await deleteRecipient(tx, scope, recipientId);
    if (!isGone) throw new Refusal('message_recipient_not_found', {});
    await core.audit.record(tx);
  });
}

/**
 * Sends a test at once.
 * @throws Refusal message_recipient_not_found, message_not_sent
 */
export async function testRecipient(
  core: Core & Audited,
  scope: SchoolScope,
  recipientId: string,
): Promise<void> {
  const recipient = await recipientOf(core, scope, recipientId);
  const outcome = await deliver(core, recipient, testLetter(addressedTo(core, recipient)));
  const now = core.clock.now();
  const failure = outcome.kind === 'done' ? undefined : failureOf(outcome);
  await core.db.transaction(async (tx) => {
    if (failure === undefined) await noteArrival(tx, recipientId, now, undefined);
    else await noteFailure(tx, recipientId, failure, now, undefined);
    wakeWorkers(tx, 'message');
    await core.audit.record(tx);
  });
  if (failure !== undefined) throw new Refusal('message_not_sent', { reason: failure });
}

/** @throws Refusal message_recipient_not_found */
export async function recipientOf(
  core: Pick<Core, 'db' | 'vault'>,
  scope: SchoolScope,
  recipientId: string,
): Promise<Recipient> {
  const recipient = isId(recipientId)
    ? await findRecipient(core.db, core.vault, scope, recipientId)
    : undefined;
  if (!recipient) throw new Refusal('message_recipient_not_found', {});
  return recipient;
}

async function save(core: Core & Audited, tx: Transaction, recipient: SetRecipient): Promise<void> {
  await saveRecipient(tx, core.vault, recipient);
  wakeWorkers(tx, 'message');
  await core.audit.record(tx);
}

/** @throws FieldError when quiet hours have one end only */
function setBy({ name, language, kinds, quietFrom, quietUntil }: RecipientInput) {
  return { name: name.trim(), language, kinds, quiet: quietOf(quietFrom, quietUntil) };
}

function quietOf(from: string | undefined, until: string | undefined): QuietHours | undefined {
  if (from === undefined && until === undefined) return undefined;
  if (from === undefined) throw new FieldError('quietFrom', '请同时填写免打扰的开始和结束时间');
  if (until === undefined) throw new FieldError('quietUntil', '请同时填写免打扰的开始和结束时间');
  if (from === until) throw new FieldError('quietUntil', '免打扰的结束时间不能与开始时间相同');
  return { from, until };
}
