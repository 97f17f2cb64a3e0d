import { reasonText } from '@zhixiao/contract/words/reasons';
import type { Core } from '../core.ts';
import type { Job } from '../jobs/job.ts';
import { HOUR_MS, MINUTE_MS, plusMs } from '../lib/clock.ts';
import { notDone, type Outcome } from '../lib/outcome.ts';
import { shortened } from '../lib/shortened.ts';
import { type Addressed, type Letter, letterOf, textOf } from './letter.ts';
import { findUnsentMessages, markMessagesSent } from './message-store.ts';
import { endOfQuiet } from './quiet-hours.ts';
import type { Recipient } from './recipient.ts';
import { claimRecipients, noteArrival, noteFailure, postponeRecipient } from './recipient-store.ts';

const SLOTS = 4;
/** What comes meanwhile goes together in the next message; a robot takes twenty a minute. */
const PACE_MS = MINUTE_MS;
/** Gaps after attempts in vain; the last one for as long as it lasts. */
const GAPS_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 6 * HOUR_MS];
/** So many things are in one message at most. */
const IN_ONE = 500;
const FAILURE_MAX = 300;

/** Tells recipients what they are still to be told, everything in one message. */
export function messageJob(core: Core): Job<Recipient> {
  return {
    slots: SLOTS,
    claim: (now, leaseUntil, limit) => claimRecipients(core.db, core.vault, now, leaseUntil, limit),
    handle: (recipient) => tell(core, recipient),
  };
}

async function tell(core: Core, recipient: Recipient): Promise<void> {
  const { db, clock, log } = core;
  const { recipientId, failures } = recipient;
  const quietUntil = endOfQuiet(recipient.quiet, clock.now());
  if (quietUntil) return postponeRecipient(db, recipientId, quietUntil);
  const messages = await findUnsentMessages(db, recipientId, IN_ONE);
  if (messages.length === 0) return postponeRecipient(db, recipientId, undefined);
  const letter = letterOf(
    messages.map(({ content }) => content),
    addressedTo(core, recipient),
  );
  const outcome = await deliver(core, recipient, letter);
  const now = clock.now();
  if (outcome.kind === 'done') {
    return db.transaction(async (tx) => {
      // the recipient before its messages, as whoever compares what waits locks them
      await noteArrival(tx, recipientId, now, plusMs(now, PACE_MS));
      await markMessagesSent(tx, messages, now);
    });
  }
  const gapMs = GAPS_MS[Math.min(failures, GAPS_MS.length - 1)] ?? 0;
  const failure = failureOf(outcome);
  log.warn(
    { recipientId, method: recipient.method, reason: failure },
    'a message to operators did not arrive',
  );
  return noteFailure(db, recipientId, failure, now, plusMs(now, gapMs));
}

/** How messages to a recipient are addressed. */
export function addressedTo({ consoleUrl, reach }: Core, { language }: Recipient): Addressed {
  return { language, consoleUrl, isSandbox: reach.rules.allowLoopback };
}

/** Sends one message by the recipient's method. */
export async function deliver(
  { senders, robots }: Pick<Core, 'senders' | 'robots'>,
  { method, target }: Pick<Recipient, 'method' | 'target'>,
  letter: Letter,
): Promise<Outcome<undefined>> {
  if (method !== 'email') return robots.send(method, target, letter);
  const send = senders.get('email')?.deliverText;
  return send ? send(target.address, textOf(letter)) : notDone('no_smtp', reasonText('mail_not_set'));
}

/** Why it did not arrive, or may not have. */
export function failureOf(outcome: Exclude<Outcome<undefined>, { kind: 'done' }>): string {
  return shortened(outcome.kind === 'not_done' ? outcome.message : outcome.reason, FAILURE_MAX);
}
