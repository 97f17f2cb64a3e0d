import { setTimeout as delay } from 'node:timers/promises';
import { randomOf } from '../../../server/test/fuzz/random.ts';
import type { Answer } from './client.ts';
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

type IsStopped = () => boolean;

async function live(life: Life, isStopped: IsStopped): Promise<void> {
  const { random } = life;
  const createOnce = () => insist(life, isStopped, () => create(life));
  if (random.chance(0.1)) await Promise.all([createOnce(), createOnce()]);
  else await createOnce();
  if (life.orderId === undefined) return;
  for (let steps = 1 + random.int(3); steps > 0 && !isStopped(); steps -= 1)
    await payingStep(life, isStopped);
  if (random.chance(0.75)) await payAll(life);
  const isPaid = await untilPaid(life, isStopped);
  if (isPaid && random.chance(0.65)) await refunds(life, isStopped);
  if (random.chance(0.1)) await create(life);
  if (random.chance(0.3)) await query(life);
}

/** Longer ones leave nothing to be killed when a server is back. */
const LONGEST_PAUSE_MS = 1_000;

/** Asks until an answer says what became of it, as a partner does; now and then one gives up. */
async function insist(life: Life, isStopped: IsStopped, ask: () => Promise<Answer>): Promise<Answer> {
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const answer = await ask();
    const isKnown = answer.kind === 'ok' || (answer.kind === 'failed' && answer.status < 500);
    if (isKnown || isStopped() || life.random.chance(0.05)) return answer;
    await delay(pauseMs / 2 + life.random.int(pauseMs));
  }
}

const STEPS = [
  'open',
  'open',
  'open',
  'pay',
  'pay twice',
  'pay twice',
  'pay and cancel',
  'pay late',
  'pay late',
  'query',
] as const;

async function payingStep(life: Life, isStopped: IsStopped): Promise<unknown> {
  await delay(life.random.int(150));
  switch (life.random.pick(STEPS)) {
    case 'open':
      return openAny(life, isStopped);
    case 'pay':
      return payLast(life);
    case 'pay twice':
      await Promise.all(
        (['wechat', 'alipay'] as const).map((channel) => insist(life, isStopped, () => open(life, channel))),
      );
      return payAll(life);
    case 'pay and cancel':
      return Promise.all([payLast(life), cancel(life)]);
    case 'pay late':
      // a channel takes it when it closed nothing, whatever it said
      if (life.codes.length === 0) await openAny(life, isStopped);
      await cancelSurely(life, isStopped);
      return payAll(life);
    case 'query':
      return query(life);
  }
}

/** Until it is closed, or its payment turns out to have succeeded: at first the channel may not be able to say. */
async function cancelSurely(life: Life, isStopped: IsStopped): Promise<void> {
  for (let tries = 5; tries > 0 && !isStopped(); tries -= 1) {
    const answer = await insist(life, isStopped, () => cancel(life));
    if (answer.kind === 'ok') return;
    await delay(life.random.int(400));
  }
}

function openAny(life: Life, isStopped: IsStopped): Promise<unknown> {
  const channel = life.random.pick(['wechat', 'alipay'] as const);
  return insist(life, isStopped, () => open(life, channel));
}

async function payLast(life: Life): Promise<void> {
  const code = life.codes.at(-1);
  if (code) await pay(life, code);
}

function payAll(life: Life): Promise<unknown> {
  return Promise.all(life.codes.map((code) => pay(life, code)));
}

async function untilPaid(life: Life, isStopped: IsStopped): Promise<boolean> {
  for (let tries = 6; tries > 0 && !isStopped(); tries -= 1) {
    const answer = await insist(life, isStopped, () => query(life));
    if (answer.kind === 'ok' && answer.content.status !== '1') return answer.content.status === '2';
    if (life.codes.length === 0) await openAny(life, isStopped).then(() => payAll(life));
    await delay(100 + life.random.int(300));
  }
  return false;
}

/** Parts, some at once, some more than there is, some again under the same number. */
async function refunds(life: Life, isStopped: IsStopped): Promise<void> {
  const { random, outTradeNo } = life;
  for (let wanted = 1 + random.int(3); wanted > 0 && !isStopped(); wanted -= 1) {
    const amount = 1 + random.int(life.amount);
    const number = random.chance(0.7) ? `${outTradeNo}-${wanted}` : undefined;
    const once = () => insist(life, isStopped, () => refund(life, amount, number));
    const how = random.pick(['thrice', 'beside all', 'alone'] as const);
    if (how === 'thrice') await Promise.all([once(), once(), once()]);
    else if (how === 'beside all')
      await Promise.all([once(), refund(life, life.amount, `${outTradeNo}-all`)]);
    else await once();
    if (number !== undefined && random.chance(0.4)) await once();
    await delay(random.int(200));
  }
}
