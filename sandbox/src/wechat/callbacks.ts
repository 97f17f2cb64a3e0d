import type { Agenda, VirtualClock } from '../clock.ts';
import type { FaultRule, Faults } from '../faults.ts';
import { post } from '../post.ts';
import { randomDigits } from '../random-text.ts';
import { shanghaiDigits, shanghaiTime } from '../shanghai-time.ts';
import type { Store } from '../store.ts';
import { recordViolation } from '../violations.ts';
import {
  type Callback,
  dueCallbacks,
  insertCallback,
  markDelivered,
  nextCallback,
  planAttempt,
} from './callback-store.ts';
import { findMerchant, type Merchant } from './merchant-store.ts';
import type { Platform, PlatformKey } from './platform.ts';
import { encryptResource } from './resource.ts';
import { signatureHeaders } from './signature.ts';
import { isTakenXml, XML_EVENT, xmlBody } from './xml-callback.ts';

type PlannedCallback = Pick<Callback, 'mchid' | 'kind' | 'number' | 'notifyUrl' | 'eventType' | 'content'>;

/** Tells merchants what happened, again and again until they answer 200 or 204. */
export interface Callbacks {
  /** Keeps a callback in the caller's transaction; it leaves at once, and survives a restart. */
  plan(callback: PlannedCallback): void;
  readonly agenda: Agenda;
  /** Breaks off what is under way. */
  stop(): void;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The gaps after the first attempt and after each repetition. */
export const RETRY_GAPS_MS: readonly number[] = [
  15 * SECOND_MS,
  15 * SECOND_MS,
  30 * SECOND_MS,
  3 * MINUTE_MS,
  10 * MINUTE_MS,
  20 * MINUTE_MS,
  30 * MINUTE_MS,
  30 * MINUTE_MS,
  30 * MINUTE_MS,
  60 * MINUTE_MS,
  3 * HOUR_MS,
  3 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  6 * HOUR_MS,
];
export function createCallbacks(parts: {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly platform: Platform;
  readonly faults: Faults;
  /** How long an answer is waited for, in real time: that is not the clock's to move. */
  readonly answerWithinMs: number;
}): Callbacks {
  const { store, clock, faults } = parts;
  const stopping = new AbortController();

  async function attempt(callback: Callback): Promise<void> {
    const now = clock.now();
    const fault = faults.forCallback(callback.kind, numbersOf(callback));
    if (fault?.fault === 'delay') {
      planAttempt(store, callback.callbackId, { attempts: callback.attempts, nextAt: now + (fault.ms ?? 0) });
      return;
    }
    // Planned before the attempt is made, so that a kill in the middle repeats it.
    const gapMs = RETRY_GAPS_MS[callback.attempts];
    const nextAt = gapMs === undefined ? null : now + gapMs;
    planAttempt(store, callback.callbackId, { attempts: callback.attempts + 1, nextAt });
    const merchant = findMerchant(store, callback.mchid);
    if (!merchant || fault?.fault === 'lost') return;
    const copies = fault?.fault === 'duplicate' ? (fault.times ?? 2) : 1;
    const sendings = Array.from({ length: copies }, () =>
      send(parts, merchant, callback, fault, stopping.signal),
    );
    const accepted = (await Promise.all(sendings)).includes('accepted');
    if (stopping.signal.aborted || !accepted) return;
    if (fault?.fault === 'forged') {
      recordViolation(store, 'forged_callback_accepted', callback.number, clock.now());
      return;
    }
    markDelivered(store, callback.callbackId, clock.now());
  }

  return {
    plan(callback) {
      const now = clock.now();
      const callbackId = `EV-${shanghaiDigits(now)}${randomDigits(19)}`;
      insertCallback(store, {
        ...callback,
        callbackId,
        createdAt: now,
        attempts: 0,
        nextAt: now,
        deliveredAt: null,
      });
      clock.wake();
    },
    agenda: {
      nextAt: () => nextCallback(store),
      runDue(now) {
        for (const callback of dueCallbacks(store, now)) void attempt(callback);
      },
    },
    stop: () => stopping.abort(),
  };
}

function numbersOf({ number, content }: Callback): string[] {
  const { out_trade_no: outTradeNo } = JSON.parse(content) as { out_trade_no: string };
  return [number, outTradeNo];
}

/** One request, encrypted and signed anew each time; in the old XML there is nothing to sign. */
async function send(
  { store, clock, platform, answerWithinMs }: Parameters<typeof createCallbacks>[0],
  merchant: Merchant,
  callback: Callback,
  fault: FaultRule | undefined,
  stopping: AbortSignal,
): Promise<'accepted' | 'refused'> {
  const isXml = callback.eventType === XML_EVENT;
  const body = isXml ? xmlBody(merchant, callback) : JSON.stringify(eventOf(merchant, callback, fault));
  const signedBody = fault?.fault === 'forged' ? `${body} ` : body;
  const signature = isXml
    ? {}
    : signatureHeaders(keyFor(platform, merchant, callback), signedBody, clock.now());
  const headers = {
    ...signature,
    'content-type': isXml ? 'text/xml' : 'application/json',
    accept: '*/*',
    'user-agent': 'Mozilla/4.0',
  };
  const reply = await post(callback.notifyUrl, { headers, body, withinMs: answerWithinMs, stopping });
  if (reply === 'late') recordViolation(store, 'slow_callback_answer', callback.number, clock.now());
  if (reply === 'late' || reply === 'broken') return 'refused';
  const isTaken = isXml ? isTakenXml(reply.text) : reply.status === 200 || reply.status === 204;
  return isTaken ? 'accepted' : 'refused';
}

/** In the middle of a migration callbacks come under both keys. */
function keyFor(platform: Platform, { keyMode }: Merchant, { callbackId, attempts }: Callback): PlatformKey {
  const isSecond = (Number(callbackId.at(-1)) + attempts) % 2 === 1;
  const byCertificate = keyMode === 'certificate' || (keyMode === 'mixed' && isSecond);
  return byCertificate ? platform.certificate : platform.publicKey;
}

function eventOf(merchant: Merchant, callback: Callback, fault: FaultRule | undefined): object {
  const content = fault?.fault === 'wrong_amount' ? withOtherAmount(callback.content) : callback.content;
  const original = callback.kind === 'payment' ? 'transaction' : 'refund';
  return {
    id: callback.callbackId,
    create_time: shanghaiTime(callback.createdAt),
    resource_type: 'encrypt-resource',
    event_type: callback.eventType,
    summary: SUMMARIES[callback.eventType] ?? '',
    resource: { original_type: original, ...encryptResource(merchant.apiV3Key, content, original) },
  };
}

const SUMMARIES: Readonly<Record<string, string>> = {
  'TRANSACTION.SUCCESS': '支付成功',
  'REFUND.SUCCESS': '退款成功',
  'REFUND.ABNORMAL': '退款异常',
  'REFUND.CLOSED': '退款关闭',
};

/** One fen more than it was. */
function withOtherAmount(content: string): string {
  const told = JSON.parse(content) as { amount: { total: number; refund?: number } };
  const { total, refund } = told.amount;
  const amount = refund === undefined ? { total: total + 1 } : { refund: refund + 1 };
  return JSON.stringify({ ...told, amount: { ...told.amount, ...amount } });
}
