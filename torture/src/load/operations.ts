import type { Random } from '../../../server/test/fuzz/random.ts';
import type { ChannelName, KillableEmulators } from '../processes/emulators.ts';
import { type Answer, callPartner, openCode } from './client.ts';
import type { ClientLog, Entry } from './client-log.ts';

/** What the clients work with. */
export interface LifeParts {
  readonly url: string;
  readonly notifyUrl: string;
  readonly emulators: KillableEmulators;
  readonly log: ClientLog;
  /** What must not be: an answer that is none of the interface, or that contradicts an earlier one. */
  readonly violated: (what: string) => void;
}

/** One order as its client knows it. */
export interface Life extends LifeParts {
  readonly outTradeNo: string;
  /** Fen. */
  readonly amount: number;
  readonly random: Random;
  orderId: string | undefined;
  /** What the payer can pay by, oldest first. */
  readonly codes: { readonly channel: ChannelName; readonly code: string }[];
}

export function beginLife(parts: LifeParts, outTradeNo: string, random: Random): Life {
  return { ...parts, outTradeNo, amount: 100 + random.int(900), random, orderId: undefined, codes: [] };
}

export function create(life: Life): Promise<Answer> {
  const { outTradeNo, amount, notifyUrl } = life;
  const param = {
    body: '宿舍电费',
    out_trade_no: outTradeNo,
    total_fee: String(amount),
    notify_url: notifyUrl,
  };
  return logged(life, 'order_create', { amount }, async () =>
    mapOk(await callPartner(life.url, 'order_create', param), ({ order_id: orderId }) => {
      if (life.orderId !== undefined && life.orderId !== orderId)
        life.violated(`${outTradeNo} was answered as order ${life.orderId} and as ${orderId}`);
      life.orderId = String(orderId);
      return { orderId };
    }),
  );
}

/** Opens the cashier page's code for a channel. The order was created. */
export async function open(life: Life, channel: ChannelName): Promise<Answer> {
  const { orderId = '' } = life;
  const answer = await logged(life, 'payment', { channel }, () => openCode(life.url, orderId, channel));
  if (answer.kind === 'ok') life.codes.push({ channel, code: String(answer.content.codeUrl) });
  return answer;
}

/** The payer's wallet, which is no part of what is tortured; a killed emulator leaves it open whether money moved. */
export function pay(life: Life, { channel, code }: Life['codes'][number]): Promise<Answer> {
  return logged(life, 'pay', { channel }, async () => {
    try {
      const paid = await life.emulators.pay(channel, { code_url: code });
      return paid.paid === true
        ? { kind: 'ok', content: {} }
        : { kind: 'failed', code: -1, status: 200, message: String(paid.message) };
    } catch (error) {
      return { kind: 'unknown', reason: String(error) };
    }
  });
}

/** Answers the order's status as the interface has it: 1 open, 2 paid, 3 closed. */
export function query(life: Life): Promise<Answer> {
  return logged(life, 'order_query', {}, async () =>
    mapOk(await callPartner(life.url, 'order_query', { out_trade_no: life.outTradeNo }), (content) => {
      if (life.orderId !== undefined && content.order_id !== life.orderId)
        life.violated(`${life.outTradeNo} was order ${life.orderId} and is ${content.order_id}`);
      return { status: content.status };
    }),
  );
}

export function cancel(life: Life): Promise<Answer> {
  return logged(life, 'order_cancel', {}, async () =>
    mapOk(await callPartner(life.url, 'order_cancel', { out_trade_no: life.outTradeNo }), () => ({})),
  );
}

/** @param amount fen */
export function refund(life: Life, amount: number, number: string | undefined): Promise<Answer> {
  const param = {
    out_trade_no: life.outTradeNo,
    refund_fee: String(amount),
    ...(number === undefined ? {} : { out_refund_no: number }),
  };
  return logged(life, 'order_refund', { amount, number }, async () =>
    mapOk(await callPartner(life.url, 'order_refund', param), (content) => ({
      refundId: content.refund_id,
    })),
  );
}

/**
 * Logs a call as it begins and as it ends. An answer that is none of the interface is a violation, and so is one that an
 * order is open which was known to have ended when the call began.
 */
async function logged(
  life: Life,
  op: Entry['op'],
  asked: Entry['detail'],
  run: () => Promise<Answer>,
): Promise<Answer> {
  const { outTradeNo, log } = life;
  const hadEnded = (log.facts.get(outTradeNo)?.endings.size ?? 0) > 0;
  log.write({ op, outTradeNo, phase: 'invoked', detail: asked });
  const answer = await run().catch((error: unknown): Answer => {
    life.violated(`${op} of ${outTradeNo} was answered outside the interface: ${error}`);
    return { kind: 'unknown', reason: String(error) };
  });
  const detail = answer.kind === 'ok' ? { ...asked, ...answer.content } : answer;
  log.write({ op, outTradeNo, phase: answer.kind, detail: { ...detail } });
  if (hadEnded && answer.kind === 'ok' && answer.content.status === '1')
    life.violated(`${outTradeNo} had ended and was answered as open`);
  return answer;
}

function mapOk(answer: Answer, map: (content: Record<string, unknown>) => Record<string, unknown>): Answer {
  return answer.kind === 'ok' ? { kind: 'ok', content: map(answer.content) } : answer;
}
