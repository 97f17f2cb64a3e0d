import { setTimeout as delay } from 'node:timers/promises';
import { type Random, randomOf } from '../../../server/test/fuzz/random.ts';
import type { KillableEmulators } from '../processes/emulators.ts';
import { type Answer, callPartner, openCode } from './client.ts';
import type { ClientLog, Entry } from './client-log.ts';

/** What the clients work with. */
interface LifeParts {
  readonly url: string;
  readonly notifyUrl: string;
  readonly emulators: KillableEmulators;
  readonly log: ClientLog;
  readonly seed: number;
  /** What must not be: an answer that is none of the interface, or that contradicts an earlier one. */
  readonly violated: (what: string) => void;
}

/** Clients that live one order's life after the other, until they are stopped. */
export function startLives(
  parts: LifeParts,
  clients: number,
  firstLife: number,
): { stop(): Promise<number> } {
  let next = firstLife;
  let stopped = false;
  const working = Array.from({ length: clients }, async () => {
    while (!stopped) {
      const index = next;
      next += 1;
      await live(parts, index, randomOf(parts.seed, index), () => stopped);
    }
  });
  return {
    /** Waits for what is under way; answers the number of the next life. */
    async stop() {
      stopped = true;
      await Promise.all(working);
      return next;
    },
  };
}

interface Life extends LifeParts {
  readonly outTradeNo: string;
  readonly amount: number;
  readonly random: Random;
  orderId: string | undefined;
  readonly codes: { readonly channel: 'wechat' | 'alipay'; readonly code: string }[];
}

async function live(
  parts: LifeParts,
  index: number,
  random: Random,
  isStopped: () => boolean,
): Promise<void> {
  const outTradeNo = `T${parts.seed}-${index}`;
  const life: Life = {
    ...parts,
    outTradeNo,
    amount: 100 + random.int(900),
    random,
    orderId: undefined,
    codes: [],
  };
  await create(life);
  if (random.chance(0.1)) await Promise.all([create(life), create(life)]);
  if (life.orderId === undefined) return;
  for (let steps = 2 + random.int(3); steps > 0 && !isStopped(); steps -= 1) await payingStep(life);
  if (random.chance(0.75)) await payAll(life);
  const isPaid = await untilPaid(life, isStopped);
  if (isPaid && random.chance(0.65)) await refunds(life, isStopped);
  if (random.chance(0.1)) await create(life);
  if (random.chance(0.3)) await query(life);
}

async function payingStep(life: Life): Promise<unknown> {
  await delay(life.random.int(150));
  switch (life.random.pick(['open', 'open', 'open', 'pay', 'pay', 'cancel', 'both', 'query'] as const)) {
    case 'open':
      return open(life);
    case 'pay':
      return pay(life, life.codes.at(-1));
    case 'cancel':
      return life.random.chance(0.4) ? cancel(life) : query(life);
    case 'both':
      return Promise.all([pay(life, life.codes.at(-1)), cancel(life)]);
    case 'query':
      return query(life);
  }
}

function payAll(life: Life): Promise<unknown> {
  return Promise.all(life.codes.map((code) => pay(life, code)));
}

async function untilPaid(life: Life, isStopped: () => boolean): Promise<boolean> {
  for (let tries = 6; tries > 0 && !isStopped(); tries -= 1) {
    const answer = await query(life);
    if (answer.kind === 'ok' && answer.content.status !== '1') return answer.content.status === '2';
    if (life.codes.length === 0) await open(life).then(() => payAll(life));
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

/** Until it is known that there is an order, or that there will be none. */
async function create(life: Life): Promise<void> {
  const param = {
    body: '宿舍电费',
    out_trade_no: life.outTradeNo,
    total_fee: String(life.amount),
    notify_url: life.notifyUrl,
  };
  for (let tries = 5; tries > 0; tries -= 1) {
    const answer = await logged(life, 'order_create', { amount: life.amount }, async () =>
      mapOk(await callPartner(life.url, 'order_create', param), (content) => ({ orderId: content.order_id })),
    );
    if (answer.kind === 'ok') {
      const { orderId } = answer.content;
      if (life.orderId !== undefined && life.orderId !== orderId)
        life.violated(`${life.outTradeNo} was answered as order ${life.orderId} and as ${orderId}`);
      life.orderId = String(orderId);
      return;
    }
    if (answer.kind === 'failed' && answer.status === 200) return;
    await delay(200 + life.random.int(400));
  }
}

async function open(life: Life): Promise<void> {
  const { orderId } = life;
  if (orderId === undefined) return;
  const channel = life.random.pick(['wechat', 'alipay'] as const);
  const answer = await logged(life, 'payment', { channel }, () => openCode(life.url, orderId, channel));
  if (answer.kind === 'ok') life.codes.push({ channel, code: String(answer.content.codeUrl) });
}

/** The payer's wallet, which is no part of what is tortured; a killed emulator leaves it open whether money moved. */
async function pay(life: Life, code: Life['codes'][number] | undefined): Promise<void> {
  if (!code) return;
  await logged(life, 'pay', { channel: code.channel }, async () => {
    try {
      const paid = await life.emulators.pay(code.channel, { code_url: code.code });
      return paid.paid === true
        ? { kind: 'ok', content: {} }
        : { kind: 'failed', code: -1, status: 200, message: String(paid.message) };
    } catch (error) {
      return { kind: 'unknown', reason: String(error) };
    }
  });
}

function query(life: Life): Promise<Answer> {
  return logged(life, 'order_query', {}, async () =>
    mapOk(await callPartner(life.url, 'order_query', { out_trade_no: life.outTradeNo }), (content) => {
      if (life.orderId !== undefined && content.order_id !== life.orderId)
        life.violated(`${life.outTradeNo} was order ${life.orderId} and is ${content.order_id}`);
      const known = life.log.facts.get(life.outTradeNo);
      if (content.status === '1' && known && known.endings.size > 0)
        life.violated(`${life.outTradeNo} had ended and was answered as open`);
      return { status: content.status };
    }),
  );
}

function cancel(life: Life): Promise<Answer> {
  return logged(life, 'order_cancel', {}, async () =>
    mapOk(await callPartner(life.url, 'order_cancel', { out_trade_no: life.outTradeNo }), () => ({})),
  );
}

function refund(life: Life, amount: number, number: string | undefined): Promise<Answer> {
  const param = {
    out_trade_no: life.outTradeNo,
    refund_fee: String(amount),
    ...(number === undefined ? {} : { out_refund_no: number }),
  };
  return logged(life, 'order_refund', { amount, number }, async () =>
    mapOk(await callPartner(life.url, 'order_refund', param), (content) => ({
      refundId: content.refund_id,
      amount,
      number,
    })),
  );
}

/** Logs a call as it begins and as it ends; an answer that is none of the interface is a violation. */
async function logged(
  life: Life,
  op: Entry['op'],
  asked: Entry['detail'],
  run: () => Promise<Answer>,
): Promise<Answer> {
  const { outTradeNo } = life;
  life.log.write({ op, outTradeNo, phase: 'invoked', detail: asked });
  const answer = await run().catch((error: unknown): Answer => {
    life.violated(`${op} of ${outTradeNo} was answered outside the interface: ${error}`);
    return { kind: 'unknown', reason: String(error) };
  });
  const detail = answer.kind === 'ok' ? { ...asked, ...answer.content } : answer;
  life.log.write({ op, outTradeNo, phase: answer.kind, detail: { ...detail } });
  return answer;
}

function mapOk(answer: Answer, map: (content: Record<string, unknown>) => Record<string, unknown>): Answer {
  return answer.kind === 'ok' ? { kind: 'ok', content: map(answer.content) } : answer;
}
