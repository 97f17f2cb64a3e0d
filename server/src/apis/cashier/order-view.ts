import type { CashierView } from '@zhixiao/contract/cashier/view';
import type { CashierDevice, CashierState } from '@zhixiao/contract/codes/cashier';
import { CHANNELS, type ChannelName, channelOfPayType } from '@zhixiao/contract/codes/channels';
import type { Core } from '../../core.ts';
import { maskName, maskNumber } from '../../lib/mask.ts';
import { isPayable, type Order, type PageOrder } from '../../orders/order.ts';
import { sceneOn } from './device.ts';

/** What the cashier page may know of an order: anyone with the link sees it. */
export async function orderView(
  core: Core,
  order: PageOrder,
  device: CashierDevice,
  sandbox: boolean,
): Promise<CashierView> {
  const app = await core.apps(order.appId);
  if (!app) throw new Error(`app ${order.appId} of an order does not exist`);
  const now = core.clock.now();
  const { paidBy } = order;
  const { userName, userNo } = order.payer;
  return {
    orderId: order.orderId,
    state: order.isInDoubt ? 'confirming' : stateOf(order, now),
    body: order.body,
    totalAmount: order.totalAmount,
    payee: app.schoolName,
    app: app.name,
    outTradeNo: order.outTradeNo,
    expiresAt: order.expiresAt.getTime(),
    serverTime: now.getTime(),
    channels: await channelsOf(core, order, device),
    sandbox,
    ...(userName === undefined ? {} : { userName: maskName(userName) }),
    ...(userNo === undefined ? {} : { userNo: maskNumber(userNo) }),
    ...(order.paidAt && paidBy
      ? {
          paid: {
            channel: paidBy.channel,
            paidAt: order.paidAt.getTime(),
            refundedAmount: paidBy.refundedAmount,
          },
        }
      : {}),
    ...(order.status !== 'pending' && order.returnUrl !== undefined ? { returnUrl: order.returnUrl } : {}),
  };
}

/** A pending order past its time, or being closed, can no longer be paid but may turn out paid. */
function stateOf(order: Order, now: Date): CashierState {
  if (order.status === 'paid') return 'paid';
  if (order.status === 'closed') return order.closeReason ?? 'expired';
  return isPayable(order, now) ? 'waiting' : 'confirming';
}

async function channelsOf(core: Core, order: Order, device: CashierDevice): Promise<ChannelName[]> {
  const preferred = order.payType === undefined ? [] : [channelOfPayType(order.payType)];
  const channels: ChannelName[] = [];
  for (const channel of new Set([...preferred, ...CHANNELS])) {
    if (await sceneOn(core, order.appId, device, channel)) channels.push(channel);
  }
  return channels;
}
