import { type Client, createClient } from '../client.ts';
import { UnknownOutcomeError } from '../errors.ts';
import type { OrderCreateAnswer } from '../types.ts';
import type { Run } from './command.ts';
import { newNumber } from './commands/order.ts';
import { CommandError } from './exit-codes.ts';
import { type Answered, type Delivery, forward, RECEIVED, startRelay } from './relay.ts';
import { openCode, type PaymentCode, payCode, type Sandbox, sandboxAt } from './sandbox.ts';
import { sandboxUrlOf } from './settings.ts';
import { showDelivery } from './show-delivery.ts';
import type { Terminal, Words } from './terminal.ts';
import { waitUntil } from './wait-until.ts';

const SOON_MS = 60_000;
/** The gateway sends again after 15 s, then after 30. */
const AGAIN_MS = 90_000;

interface Stage {
  readonly client: Client;
  readonly sandbox: Sandbox;
  readonly terminal: Terminal;
  readonly fee: number;
  /** Each notification that arrived, with what the gateway was answered. */
  readonly deliveries: Delivery[];
  /** What the app answered, each time that it was asked. */
  readonly answers: Answered[];
  /** How the next ones are handed on; undefined: once, and the app's answer is the gateway's. */
  handOn: ((toApp: () => Promise<Answered>) => Promise<Answered>) | undefined;
  order(): Promise<OrderCreateAnswer>;
  code(order: OrderCreateAnswer): Promise<PaymentCode>;
  close(): Promise<unknown>;
}

interface Seen {
  readonly says: Words;
  readonly value: object;
}

/** Everything a scene needs: an address for notifications of its own, whose answers are the app's. */
export async function startScene(run: Run, fee: number, target: string | undefined): Promise<Stage> {
  const { settings, terminal } = run;
  const client = createClient(settings);
  const deliveries: Delivery[] = [];
  const answers: Answered[] = [];
  const relay = await startRelay(
    settings,
    { host: '127.0.0.1', port: 0 },
    async (received) => {
      const toApp = async () => {
        const answer = target === undefined ? RECEIVED : await forward(target, received);
        answers.push(answer);
        return answer;
      };
      return stage.handOn ? stage.handOn(toApp) : toApp();
    },
    (delivery) => {
      deliveries.push(delivery);
      showDelivery(terminal, delivery);
    },
  );
  const stage: Stage = {
    client,
    sandbox: sandboxAt(sandboxUrlOf(run.values, settings), terminal),
    terminal,
    fee,
    deliveries,
    answers,
    handOn: undefined,
    async order() {
      const out_trade_no = newNumber();
      const terms = { body: '测试订单', out_trade_no, total_fee: fee, notify_url: relay.url };
      const order = await client.orderCreate(terms).catch((error: unknown) => {
        if (!(error instanceof UnknownOutcomeError) || error.httpStatus !== undefined) throw error;
        const words = { zh: `${error.message}（沙箱在运行吗？）`, en: `${settings.baseUrl} does not answer` };
        throw new CommandError(terminal.say(words), 6);
      });
      terminal.line(`order_create   ${out_trade_no} ${order.url}`);
      return order;
    },
    code: (order) => openCode(settings.baseUrl, terminal, order.order_id),
    close: () => relay.close(),
  };
  return stage;
}

async function paid(stage: Stage): Promise<OrderCreateAnswer> {
  const order = await stage.order();
  await payCode(stage.sandbox, await stage.code(order));
  const what = { zh: '支付通知', en: 'the notification' };
  await waitUntil(stage.terminal, what, SOON_MS, () => stage.deliveries[0]);
  return order;
}

async function playPaid(stage: Stage): Promise<Seen> {
  const order = await paid(stage);
  return {
    says: { zh: '已支付，通知已送到', en: 'paid, and notified' },
    value: { ...order, answers: stage.answers },
  };
}

async function playRefunded(stage: Stage): Promise<Seen> {
  const { out_trade_no } = await paid(stage);
  const { refund_id } = await stage.client.orderRefund({
    out_trade_no,
    refund_fee: Math.ceil(stage.fee / 2),
  });
  const what = { zh: '退款结果', en: 'the refund’s end' };
  const refund = await waitUntil(stage.terminal, what, SOON_MS, async () => {
    const { refunds } = await stage.client.refundQuery({ out_trade_no, refund_id });
    return refunds.find(({ status }) => status !== '1');
  });
  return {
    says: {
      zh: `已退款 ${refund.refund_fee} 分；退款没有通知，请用 refund query 查询`,
      en: `${refund.refund_fee} fen went back; refunds are not notified, ask refund query`,
    },
    value: { out_trade_no, refund },
  };
}

async function playExpired(stage: Stage): Promise<Seen> {
  const { out_trade_no } = await stage.order();
  await stage.client.orderCancel({ out_trade_no });
  const order = await stage.client.orderQuery({ out_trade_no });
  return {
    says: {
      zh: '已关闭（status 3），不会有通知。一小时才到期，这里以取消代替，只有说明“订单已取消”不同',
      en: 'closed (status 3), and nothing is notified. An order expires after an hour: this one was cancelled, which differs in the message alone',
    },
    value: order,
  };
}

interface Booked {
  readonly out_trade_no: string;
  readonly refunds: readonly { readonly status: string }[];
}

async function playLate(stage: Stage): Promise<Seen> {
  const order = await stage.order();
  const code = await stage.code(order);
  const books = () => stage.sandbox.ask<readonly Booked[]>(`/${code.channel}/books`);
  const known = new Set((await books()).map(({ out_trade_no }) => out_trade_no));
  // the channel says that it closed the payment, and takes the money all the same
  await stage.sandbox.ask('/faults', {
    match: { path: '/close$|trade\\.close$' },
    times: 1,
    fault: 'lie_closed',
  });
  await stage.client.orderCancel(order);
  await payCode(stage.sandbox, code);
  await waitUntil(stage.terminal, { zh: '自动退款', en: 'the automatic refund' }, SOON_MS, async () => {
    const late = (await books()).find(({ out_trade_no }) => !known.has(out_trade_no));
    return late?.refunds.find(({ status }) => status === 'SUCCESS' || status === 'REFUND_SUCCESS');
  });
  const { status } = await stage.client.orderQuery(order);
  return {
    says: {
      zh: '取消之后到账的钱已自动退回；订单仍是关闭，没有通知',
      en: 'the money that came after the cancellation went back by itself; the order stays closed, nothing is notified',
    },
    value: { ...order, status, deliveries: stage.deliveries.length },
  };
}

async function playDuplicate(stage: Stage): Promise<Seen> {
  stage.handOn = async (toApp) => {
    // at once, and then again: all must be answered success, and the order be taken in once
    await Promise.all([toApp(), toApp()]);
    return toApp();
  };
  const order = await paid(stage);
  return {
    says: {
      zh: '同一通知发了三次，其中两次同时；请核对只入账一次',
      en: 'the same notification was sent three times, two of them at once. See that it was booked once',
    },
    value: { ...order, answers: stage.answers },
  };
}

async function playTimeout(stage: Stage): Promise<Seen> {
  let isFirst = true;
  stage.handOn = async (toApp) => {
    const answer = await toApp();
    if (!isFirst) return answer;
    isFirst = false;
    return { ...answer, status: undefined, text: 'lost', isAcknowledged: false };
  };
  const order = await paid(stage);
  stage.terminal.line(
    stage.terminal.say({
      zh: '应答丢失，等平台再次通知（约 15 秒）……',
      en: 'the answer was lost; waiting for the next attempt (about 15 s) …',
    }),
  );
  await waitUntil(
    stage.terminal,
    { zh: '再次通知', en: 'the next attempt' },
    AGAIN_MS,
    () => stage.deliveries[1],
  );
  return {
    says: {
      zh: '首次应答丢失，平台已再次通知；请核对只入账一次',
      en: 'the first answer was lost, and it was sent again. See that it was booked once',
    },
    value: { ...order, answers: stage.answers },
  };
}

export const SCENES = {
  paid: { says: { zh: '下单并付款', en: 'an order, paid' }, play: playPaid },
  refunded: { says: { zh: '付款后退一半', en: 'paid, and half of it refunded' }, play: playRefunded },
  expired: { says: { zh: '到期未付', en: 'never paid in time' }, play: playExpired },
  late: {
    says: { zh: '订单关闭之后才到账', en: 'money that arrives after the order was closed' },
    play: playLate,
  },
  duplicate: {
    says: { zh: '同一通知来多次', en: 'the same notification several times' },
    play: playDuplicate,
  },
  timeout: { says: { zh: '应答在途中丢失', en: 'the answer is lost on its way' }, play: playTimeout },
} as const satisfies Record<string, { readonly says: Words; play(stage: Stage): Promise<Seen> }>;

export type Scene = keyof typeof SCENES;
