import { setTimeout as delay } from 'node:timers/promises';
import { randomOf } from '../../../server/test/fuzz/random.ts';
import {
  beginLife,
  cancel,
  create,
  type Life,
  type LifeParts,
  open,
  pay,
  query,
  refund,
} from './operations.ts';

/** Clients that live one order's life after the other, until they are stopped. */
export function startLives(
  parts: LifeParts,
  {
    seed,
    clients,
    firstLife,
  }: { readonly seed: number; readonly clients: number; readonly firstLife: number },
): { stop(): Promise<void> } {
  let next = firstLife;
  let stopped = false;
  const working = Array.from({ length: clients }, async () => {
    while (!stopped) {
      const index = next;
      next += 1;
      await live(beginLife(parts, `T${seed}-${index}`, randomOf(seed, index)), () => stopped);
    }
  });
  return {
    /** Waits for what is under way. */
    async stop() {
      stopped = true;
      await Promise.all(working);
    },
  };
}

async function live(life: Life, isStopped: () => boolean): Promise<void> {
  const { random } = life;
  await createSurely(life);
  if (random.chance(0.1)) await Promise.all([createSurely(life), createSurely(life)]);
  if (life.orderId === undefined) return;
  for (let steps = 2 + random.int(3); steps > 0 && !isStopped(); steps -= 1) await payingStep(life);
  if (random.chance(0.75)) await payAll(life);
  const isPaid = await untilPaid(life, isStopped);
  if (isPaid && random.chance(0.65)) await refunds(life, isStopped);
  if (random.chance(0.1)) await createSurely(life);
  if (random.chance(0.3)) await query(life);
}

/** Until it is known that there is an order, or that there will be none. */
async function createSurely(life: Life): Promise<void> {
  for (let tries = 5; tries > 0; tries -= 1) {
    const answer = await create(life);
    if (answer.kind === 'ok' || (answer.kind === 'failed' && answer.status === 200)) return;
    await delay(200 + life.random.int(400));
  }
}

async function payingStep(life: Life): Promise<unknown> {
  await delay(life.random.int(150));
  switch (life.random.pick(['open', 'open', 'open', 'pay', 'pay', 'cancel', 'both', 'query'] as const)) {
    case 'open':
      return openAny(life);
    case 'pay':
      return payLast(life);
    case 'cancel':
      return life.random.chance(0.4) ? cancel(life) : query(life);
    case 'both':
      return Promise.all([payLast(life), cancel(life)]);
    case 'query':
      return query(life);
  }
}

function openAny(life: Life): Promise<unknown> {
  return open(life, life.random.pick(['wechat', 'alipay'] as const));
}

async function payLast(life: Life): Promise<void> {
  const code = life.codes.at(-1);
  if (code) await pay(life, code);
}

function payAll(life: Life): Promise<unknown> {
  return Promise.all(life.codes.map((code) => pay(life, code)));
}

async function untilPaid(life: Life, isStopped: () => boolean): Promise<boolean> {
  for (let tries = 6; tries > 0 && !isStopped(); tries -= 1) {
    const answer = await query(life);
    if (answer.kind === 'ok' && answer.content.status !== '1') return answer.content.status === '2';
    if (life.codes.length === 0) await openAny(life).then(() => payAll(life));
    await delay(100 + life.random.int(300));
  }
  return false;
}

/** Parts, some at once, some more than there is, some again under the same number. */
async function refunds(life: Life, isStopped: () => boolean): Promise<void> {
  for (let wanted = 1 + life.random.int(3); wanted > 0 && !isStopped(); wanted -= 1) {
    const amount = 1 + life.random.int(life.amount);
    const number = life.random.chance(0.7) ? `${life.outTradeNo}-${wanted}` : undefined;
    const once = () => refund(life, amount, number);
    const how = life.random.pick(['thrice', 'beside all', 'alone'] as const);
    if (how === 'thrice') await Promise.all([once(), once(), once()]);
    else if (how === 'beside all')
      await Promise.all([once(), refund(life, life.amount, `${life.outTradeNo}-all`)]);
    else await once();
    if (number !== undefined && life.random.chance(0.4)) await once();
    await delay(life.random.int(200));
  }
}
