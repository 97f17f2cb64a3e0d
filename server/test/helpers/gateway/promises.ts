import { expect } from 'vitest';
import type { Gateway } from './gateway.ts';

/** What answers to one partner have promised about an order, to be looked at once everything is final. */
export interface Promises {
  readonly outTradeNo: string;
  readonly orderId: string;
  /** An answer said that this is how the order ended: "2" paid, "3" closed. */
  ended(status: unknown): void;
  /** An answer named this order for the same number. */
  named(orderId: string): void;
  /** An answer said that this refund was accepted. */
  refunded(refundId: string, refundAmount: number): void;
  /** @throws when a promise was broken */
  check(): Promise<void>;
}

export function promisesAbout(gateway: Gateway, outTradeNo: string, orderId: string): Promises {
  const endings = new Set<unknown>();
  const names = new Set([orderId]);
  const refunds = new Map<string, string>();
  return {
    outTradeNo,
    orderId,
    ended: (status) => void ((status === '2' || status === '3') && endings.add(status)),
    named: (name) => void names.add(name),
    refunded: (refundId, amount) => void refunds.set(refundId, String(amount)),
    async check() {
      expect([...names]).toEqual([orderId]);
      const { content } = await gateway.partner.call('order_query', { out_trade_no: outTradeNo });
      expect(content.order_id).toBe(orderId);
      endings.add(content.status);
      expect([...endings], `endings of order ${orderId}`).toEqual([content.status]);
      await expectRefunds(gateway, outTradeNo, refunds);
      await expectNotified(gateway, outTradeNo, content.status === '2');
      await expectEvidence(gateway, orderId);
    },
  };
}

/** Every refund that was said to be accepted is there, in its amount. */
async function expectRefunds(gateway: Gateway, outTradeNo: string, accepted: ReadonlyMap<string, string>) {
  if (accepted.size === 0) return;
  const { content } = await gateway.partner.call('refund_query', { out_trade_no: outTradeNo });
  const known = content.refunds as { refund_id: string; refund_fee: string }[];
  for (const [refundId, amount] of accepted) {
    expect(known.find((refund) => refund.refund_id === refundId)?.refund_fee, `refund ${refundId}`).toBe(
      amount,
    );
  }
}

/** The partner of a paid order was notified, always with the same content; no other was. */
async function expectNotified(gateway: Gateway, outTradeNo: string, isPaid: boolean) {
  const contents = gateway.endpoint.receivedFor(outTradeNo).map(({ content }) => JSON.stringify(content));
  expect(new Set(contents).size, `notifications of ${outTradeNo}`).toBe(isPaid ? 1 : 0);
}

interface ReceivedCallback {
  readonly id: string;
  readonly delivered_at: string | null;
}

/** Whatever callback a channel was told we had taken is kept. */
async function expectEvidence(gateway: Gateway, orderId: string) {
  const { db } = gateway.app.core;
  const payments = await db.query<{ payment_no: string; channel: 'wechat' | 'alipay' }>({
    text: 'select payment_no, channel from payments where order_id = $1',
    values: [orderId],
  });
  for (const { payment_no: paymentNo, channel } of payments) {
    const there = await gateway[channel].payment(paymentNo);
    const callbacks = (there?.callbacks ?? []) as ReceivedCallback[];
    const taken = callbacks.filter((callback) => callback.delivered_at !== null).map(({ id }) => id);
    const kept = await db.query<{ callback_id: string }>({
      text: 'select callback_id from channel_callbacks where callback_id = any ($1)',
      values: [taken],
    });
    expect(kept.map(({ callback_id: id }) => id).sort(), `callbacks of payment ${paymentNo}`).toEqual(
      taken.sort(),
    );
  }
}
