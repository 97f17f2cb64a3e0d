import type { Agenda, VirtualClock } from '../clock.ts';
import type { FaultRule, Faults } from '../faults.ts';
import { post } from '../post.ts';
import { randomDigits } from '../random-text.ts';
import { shanghaiDigits, shanghaiText } from '../shanghai-time.ts';
import type { Store } from '../store.ts';
import { recordViolation } from '../violations.ts';
import { fenOf, yuanOf } from '../yuan.ts';
import { type AlipayApp, findApp } from './app-store.ts';
import {
  dueNotices,
  insertNotice,
  markDelivered,
  type Notice,
  nextNotice,
  planAttempt,
} from './notice-store.ts';
import { type AlipayPlatform, keyFor } from './platform.ts';
import { type Parameters, signedForm } from './signature.ts';

/** What there is to tell: all but the id and the moment of sending. */
interface PlannedNotice extends Pick<Notice, 'appId' | 'kind' | 'number' | 'outTradeNo' | 'notifyUrl'> {
  readonly parameters: Parameters;
}

/** Tells merchants what became of a trade, again and again until they answer `success`. */
export interface Notices {
  /** Keeps a notice in the caller's transaction; it leaves at once, and survives a restart. */
  plan(notice: PlannedNotice): void;
  readonly agenda: Agenda;
  /** Breaks off what is under way. */
  stop(): void;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The gaps after the first attempt and after each repetition: eight deliveries within 25 hours. */
export const NOTICE_GAPS_MS: readonly number[] = [
  4 * MINUTE_MS,
  10 * MINUTE_MS,
  10 * MINUTE_MS,
  1 * HOUR_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  15 * HOUR_MS,
];
interface NoticeParts {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly platform: AlipayPlatform;
  readonly faults: Faults;
  /** How long an answer is waited for, in real time: that is not the clock's to move. */
  readonly answerWithinMs: number;
}

export function createNotices(parts: NoticeParts): Notices {
  const { store, clock, faults } = parts;
  const stopping = new AbortController();

  async function attempt(notice: Notice): Promise<void> {
    const now = clock.now();
    const { notifyId, attempts } = notice;
    const fault = faults.forCallback(notice.kind, [notice.number, notice.outTradeNo]);
    if (fault?.fault === 'delay') {
      planAttempt(store, notifyId, { attempts, nextAt: now + (fault.ms ?? 0) });
      return;
    }
    // Planned before the attempt is made, so that a kill in the middle repeats it.
    const gapMs = NOTICE_GAPS_MS[attempts];
    planAttempt(store, notifyId, {
      attempts: attempts + 1,
      nextAt: gapMs === undefined ? null : now + gapMs,
    });
    const app = findApp(store, notice.appId);
    if (!app || fault?.fault === 'lost') return;
    const copies = fault?.fault === 'duplicate' ? (fault.times ?? 2) : 1;
    const sendings = Array.from({ length: copies }, () => send(parts, app, notice, fault, stopping.signal));
    const accepted = (await Promise.all(sendings)).includes('accepted');
    if (stopping.signal.aborted || !accepted) return;
    if (fault?.fault === 'forged') {
      recordViolation(store, 'forged_callback_accepted', notice.number, clock.now());
      return;
    }
    markDelivered(store, notifyId, clock.now());
  }

  return {
    plan({ parameters, ...notice }) {
      const now = clock.now();
      const notifyId = `${shanghaiDigits(now)}${randomDigits(20)}`;
      const content = JSON.stringify({ ...parameters, notify_id: notifyId });
      insertNotice(store, {
        ...notice,
        notifyId,
        content,
        createdAt: now,
        attempts: 0,
        nextAt: now,
        deliveredAt: null,
      });
      clock.wake();
    },
    agenda: {
      nextAt: () => nextNotice(store),
      runDue(now) {
        for (const notice of dueNotices(store, now)) void attempt(notice);
      },
    },
    stop: () => stopping.abort(),
  };
}

/** One request, signed anew each time. Only the word `success` will do for an answer. */
async function send(
  { store, clock, platform, answerWithinMs }: NoticeParts,
  app: AlipayApp,
  notice: Notice,
  fault: FaultRule | undefined,
  stopping: AbortSignal,
): Promise<'accepted' | 'refused'> {
  const key = keyFor(platform, app);
  const kept = JSON.parse(notice.content) as Parameters;
  const told = fault?.fault === 'wrong_amount' ? withOtherAmount(kept) : kept;
  const form = signedForm(
    {
      ...told,
      notify_time: shanghaiText(clock.now()),
      ...(app.certificatePem === null ? {} : { alipay_cert_sn: key.sn }),
    },
    key.privateKey,
  );
  // A forged one is signed, but for another amount.
  const sent = fault?.fault === 'forged' ? withOtherAmount(form) : form;
  const reply = await post(notice.notifyUrl, {
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: new URLSearchParams(sent).toString(),
    withinMs: answerWithinMs,
    stopping,
  });
  if (reply === 'late') recordViolation(store, 'slow_callback_answer', notice.number, clock.now());
  if (reply === 'late' || reply === 'broken') return 'refused';
  return reply.text === 'success' ? 'accepted' : 'refused';
}

/** One fen more than it was. */
function withOtherAmount(parameters: Parameters): Parameters {
  const { total_amount: total = '0.00' } = parameters;
  return { ...parameters, total_amount: yuanOf((fenOf(total) ?? 0) + 1) };
}
