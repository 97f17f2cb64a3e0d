import type { CashierPayment, CashierView } from '@zhixiao/contract/cashier/view';
import {
  CASHIER_DEVICES,
  type CashierDevice,
  type CashierState,
  WALLET_BRIDGES,
} from '@zhixiao/contract/codes/cashier';
import { CHANNELS, type ChannelName } from '@zhixiao/contract/codes/channels';

/** What one previewed order is like; every field can be set in the preview's address. */
export interface Scene {
  state: CashierState | 'notFound';
  device: CashierDevice;
  channels: readonly ChannelName[];
  sandbox: boolean;
  totalAmount: number;
  body: string;
  userName: string | undefined;
  returnUrl: string | undefined;
  /** The school's, as `0f57b8`, and where it is asked. */
  colour: string | undefined;
  contact: string | undefined;
  /**
   * How a started payment goes on: `refuse` answers 409, `busy` 429 with Retry-After, `queue` 503 as for a channel that has become
   * busy, `line` for one where others wait.
   */
  pay: CashierPayment['kind'] | 'refuse' | 'busy' | 'queue' | 'line' | 'doubt';
  /** What the stand-in for a wallet's bridge says; `doubtful` only Alipay's; `absent` never comes. */
  bridge: 'ok' | 'cancel' | 'fail' | 'doubtful' | 'absent';
  /** Seconds left to pay. */
  left: number;
  /** Seconds a QR code lives. */
  codeLeft: number;
  /** By how many seconds the server's clock runs ahead of the true one. */
  ahead: number;
  /** Paid by itself after so many seconds; 0 never. */
  paidAfter: number;
}

export const STATES: readonly Scene['state'][] = [
  'waiting',
  'confirming',
  'paid',
  'cancelled',
  'expired',
  'failed',
  'notFound',
];
const PAYS: readonly Scene['pay'][] = [
  'qr',
  ...WALLET_BRIDGES,
  'redirect',
  'sign_in',
  'refuse',
  'busy',
  'queue',
  'line',
  'doubt',
];
const BRIDGES: readonly Scene['bridge'][] = ['ok', 'cancel', 'fail', 'doubtful', 'absent'];

/** The scene an address asks for, with what it leaves out filled in. */
export function sceneOf(query: URLSearchParams): Scene {
  const device = oneOf(CASHIER_DEVICES, query.get('device'), 'desktop');
  const paysBy: Partial<Record<CashierDevice, Scene['pay']>> = {
    wechat: 'wechat_bridge',
    alipay: 'redirect',
    in_app: 'redirect',
  };
  const wanted = (query.get('channels') ?? channelsOn(device)).split(',');
  return {
    state: oneOf(STATES, query.get('state'), 'waiting'),
    device,
    channels: CHANNELS.filter((channel) => wanted.includes(channel)),
    sandbox: query.get('sandbox') !== '0',
    totalAmount: numberOf(query, 'fee', 123_456),
    body: query.get('body') ?? '2026 年秋季学期学费及住宿费',
    userName: query.get('name') ?? '张*',
    returnUrl: query.get('return') ?? 'https://partner.example.com/done',
    colour: query.get('colour') ?? undefined,
    contact: query.get('contact') ?? undefined,
    pay: oneOf(PAYS, query.get('pay'), paysBy[device] ?? 'qr'),
    bridge: oneOf(BRIDGES, query.get('bridge'), 'ok'),
    left: numberOf(query, 'left', 3_547),
    codeLeft: numberOf(query, 'codeLeft', 7_200),
    ahead: numberOf(query, 'ahead', 0),
    paidAfter: numberOf(query, 'paidAfter', 0),
  };
}

/** The order of a scene as the server would show it now; `openedAt` and `now` in true milliseconds. */
export function viewOf(scene: Scene, orderId: string, openedAt: number, now: number): CashierView {
  const isPaidByNow = scene.paidAfter > 0 && now - openedAt > scene.paidAfter * 1000;
  const state = isPaidByNow ? 'paid' : scene.state;
  if (state === 'notFound') throw new Error('an order that does not exist has no view');
  const aheadMs = scene.ahead * 1000;
  const [channel] = scene.channels;
  return {
    orderId,
    state,
    body: scene.body,
    totalAmount: scene.totalAmount,
    payee: '知行示范学院',
    app: '学生缴费平台',
    ...(scene.userName === undefined ? {} : { userName: scene.userName, userNo: '2013****16' }),
    outTradeNo: '29152154523069546710',
    expiresAt: openedAt + scene.left * 1000 + aheadMs,
    serverTime: now + aheadMs,
    channels: scene.channels,
    sandbox: scene.sandbox,
    ...(state === 'paid' && channel ? { paid: { channel, paidAt: now + aheadMs, refundedAmount: 0 } } : {}),
    ...(isOver(state) && scene.returnUrl !== undefined ? { returnUrl: scene.returnUrl } : {}),
  };
}

const isOver = (state: CashierState) => state !== 'waiting' && state !== 'confirming';

/** The payment a scene starts; `wallet` is where a redirect goes. Each start of a code gives another one. */
export function paymentOf(
  scene: Scene,
  channel: ChannelName,
  starts: number,
  now: number,
  wallet: string,
): CashierPayment {
  if (scene.pay === 'redirect' || scene.pay === 'sign_in') return { kind: scene.pay, channel, url: wallet };
  const bridge = WALLET_BRIDGES.find((kind) => kind === scene.pay);
  if (bridge) return { kind: bridge, parameters: { bridge: scene.bridge } };
  return {
    kind: 'qr',
    channel,
    codeUrl: `https://${channel}.example.com/preview${starts}`,
    expiresAt: now + (scene.codeLeft + scene.ahead) * 1000,
    ...(scene.sandbox ? { sandboxPhoneUrl: wallet } : {}),
  };
}

function channelsOn(device: CashierDevice): string {
  return CHANNELS.find((channel) => channel === device) ?? CHANNELS.join(',');
}

function oneOf<T extends string>(known: readonly T[], wanted: string | null, otherwise: T): T {
  return known.find((each) => each === wanted) ?? otherwise;
}

function numberOf(query: URLSearchParams, name: string, otherwise: number): number {
  const wanted = Number(query.get(name) ?? otherwise);
  return Number.isSafeInteger(wanted) && wanted >= 0 ? wanted : otherwise;
}
