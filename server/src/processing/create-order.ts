import { CHANNEL_TABLE, type ChannelName, channelOfPayType } from '@zhixiao/contract/codes/channels';
import type { App } from '../apps/app.ts';
import { unaudited } from '../audit/unaudited.ts';
import type { Core } from '../core.ts';
import { plusMs } from '../lib/clock.ts';
import { firstDifference, ORDER_LIFETIME_MS, type Order, type OrderTerms } from '../orders/order.ts';
import { refuseUnlessPayable } from '../orders/payable.ts';
import { Refusal } from '../refusal.ts';
import { closeOrder } from './close-order.ts';
import { canPayBy, startPayment } from './start-payment.ts';

/** A created order; `spData` is what a mini-program's payment call needs, with an openid. */
export interface CreatedOrder {
  readonly order: Pick<Order, 'appId' | 'orderId' | 'outTradeNo'>;
  readonly spData: Readonly<Record<string, string>> | undefined;
}

/**
 * Creates an order (2.1), or finds the one a lost answer had created: the same number on the same
 * terms never makes a second order.
 * @throws Refusal terms_differ, order_*, channel_*, mini_program_off, payment_preparing
 */
export async function createOrder(core: Core, app: App, terms: OrderTerms): Promise<CreatedOrder> {
  const payer = miniProgramPayer(terms);
  if (payer) await refuseMiniProgramOff(core, app, payer.channel);
  const order = await insertOrFind(core, app.appId, terms);
  return { order, spData: payer && (await startInMiniProgram(core, order, payer.channel, payer.openid)) };
}

/** Who pays in a mini-program; undefined for an order that is paid on the cashier page. */
function miniProgramPayer({
  payType,
  openid,
}: OrderTerms): { channel: ChannelName; openid: string } | undefined {
  if (openid === undefined) return undefined;
  if (payType === undefined) throw new Error('an openid without pay_type is refused before');
  return { channel: channelOfPayType(payType), openid };
}

async function refuseMiniProgramOff(core: Core, app: App, channel: ChannelName): Promise<void> {
  if (await canPayBy(core, app.appId, channel, 'mini_program')) return;
  // where every account takes them, there is no account
  if (CHANNEL_TABLE[channel].features.miniPrograms === 'always') {
    throw new Refusal('channel_not_enabled', { channel });
  }
  throw new Refusal('mini_program_off', { channel });
}

async function insertOrFind(core: Core, appId: string, terms: OrderTerms): Promise<CreatedOrder['order']> {
  for (;;) {
    const createdAt = core.clock.now();
    const orderId = core.newId();
    const expiresAt = plusMs(createdAt, ORDER_LIFETIME_MS);
    if (await core.orders.insert({ ...terms, appId, orderId, createdAt, expiresAt })) {
      return { appId, orderId, outTradeNo: terms.outTradeNo };
    }
    const existing = await core.orders.find({ appId, outTradeNo: terms.outTradeNo });
    // neither inserted nor found: another process took this order id in the same millisecond
    if (existing) return repeated(core, existing, terms);
  }
}

function repeated(core: Core, existing: Order, terms: OrderTerms): Order {
  const field = firstDifference(existing, terms);
  if (field !== undefined) throw new Refusal('terms_differ', { field });
  refuseUnlessPayable(existing, core.clock.now());
  return existing;
}

/** A mini-program has no other way to pay: if the channel declines, the order cannot be paid. */
async function startInMiniProgram(
  core: Core,
  order: CreatedOrder['order'],
  channel: ChannelName,
  openid: string,
): Promise<Readonly<Record<string, string>>> {
  try {
    const started = await startPayment(core, order, { channel, scene: 'mini_program', openid });
    return started.adapter.payerParameters(started.account, 'mini_program', started.credential);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'channel_declined')
      await closeOrder(unaudited(core), order, 'failed');
    throw error;
  }
}
