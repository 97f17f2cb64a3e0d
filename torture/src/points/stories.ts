import { setTimeout as delay } from 'node:timers/promises';
import { ORDER_LIFETIME_MS } from '@zhixiao/server/orders/order';
import { patience } from '../../../test/helpers/patience.ts';
import type { Answer } from '../load/client.ts';
import { cancel, create, type Life, open, pay, query, refund } from '../load/operations.ts';

/** Lives that pass every use case that moves money. Whatever has no answer is asked for again, as a partner does. */
export const STORIES = {
  /** Paid, notified, refunded in part. */
  async refunded(life) {
    await until('an order', () => create(life));
    await until('a code', () => open(life, 'wechat'));
    await payAll(life);
    await untilPaid(life);
    await until('the refund', () => refund(life, 40, `${life.outTradeNo}-1`));
  },
  /** Cancelled with a code that could be paid. */
  async cancelled(life) {
    await until('an order', () => create(life));
    await until('a code', () => open(life, 'alipay'));
    await until('the cancel', () => cancel(life));
  },
  /** Paid on both channels; one payment goes back by itself. */
  async paid_twice(life) {
    await until('an order', () => create(life));
    await until('a code', () => open(life, 'alipay'));
    await until('another code', () => open(life, 'wechat'));
    await payAll(life);
    await untilPaid(life);
  },
  /** Never paid, and closed when its time is over. */
  async expired(life, pass) {
    await until('an order', () => create(life));
    await until('a code', () => open(life, 'wechat'));
    await pass(ORDER_LIFETIME_MS);
  },
} as const satisfies Record<string, (life: Life, pass: (ms: number) => Promise<void>) => Promise<void>>;

export type Story = keyof typeof STORIES;

const LIMIT_MS = 60_000;

async function payAll(life: Life): Promise<void> {
  for (const code of life.codes) await pay(life, code);
}

function untilPaid(life: Life): Promise<void> {
  return until(
    'the payment',
    () => query(life),
    ({ status }) => status === '2',
  );
}

async function until(
  what: string,
  ask: () => Promise<Answer>,
  isWanted: (content: Record<string, unknown>) => boolean = () => true,
): Promise<void> {
  const deadline = performance.now() + patience(LIMIT_MS);
  for (;;) {
    const answer = await ask();
    if (answer.kind === 'ok' && isWanted(answer.content)) return;
    if (performance.now() > deadline)
      throw new Error(`waited in vain for ${what}: ${JSON.stringify(answer)}`);
    await delay(100);
  }
}
