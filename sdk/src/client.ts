import { sealRequest } from '@zhixiao/protocol/envelope';
import { parseJson } from '@zhixiao/protocol/json';
import { type AppKeys, completeKeys } from './app-keys.ts';
import {
  type ContentReader,
  orderCancelContent,
  orderCreateContent,
  orderQueryContent,
  orderRefundContent,
  refundQueryContent,
  userCardContent,
  userIdentityContent,
} from './content.ts';
import { UnknownOutcomeError } from './errors.ts';
import { withRetries } from './retry.ts';
import { callOnce } from './transport.ts';
import type {
  OrderCreateAnswer,
  OrderCreateRequest,
  OrderNumbers,
  OrderQueryAnswer,
  OrderRefundRequest,
  OrderRequest,
  Refund,
  RefundQueryAnswer,
  RefundQueryRequest,
  UserCardAnswer,
  UserCardRequest,
  UserIdentityAnswer,
  UserIdentityRequest,
} from './types.ts';

export interface ClientOptions extends AppKeys {
  /** Where the gateway is, such as `https://pay.example.edu.cn`. */
  readonly baseUrl: string;
  /** For one attempt; 15,000 by default: the gateway itself may wait 8 s for a channel. */
  readonly timeoutMs?: number | undefined;
  /** How often a call without a trustworthy answer is repeated, where that is safe; 2 by default. */
  readonly retries?: number | undefined;
}

/** The partner interfaces. Every method throws a subclass of `ZhixiaoError`. */
export interface Client {
  /** Creates an order, or finds the one the same call had created (2.1). */
  orderCreate(request: OrderCreateRequest): Promise<OrderCreateAnswer>;
  /** How an order stands (2.2). */
  orderQuery(request: OrderRequest): Promise<OrderQueryAnswer>;
  /** Closes an order (2.3); refused with `订单已支付` when the payer was faster. */
  orderCancel(request: OrderRequest): Promise<OrderNumbers>;
  /** Refunds part or all (2.4). Repeated by itself only with an `out_refund_no`. */
  orderRefund(request: OrderRefundRequest): Promise<OrderNumbers & Refund>;
  /** How refunds stand (extension). */
  refundQuery(request: RefundQueryRequest): Promise<RefundQueryAnswer>;
  /** Who the payer with this uid is (2.6); `FrozenError` when the person is frozen. */
  userIdentity(request: UserIdentityRequest): Promise<UserIdentityAnswer>;
  /** A person, and where the campus card opens in Alipay (2.7). */
  userCard(request: UserCardRequest): Promise<UserCardAnswer>;
}

/**
 * A client of one app; keep one for the whole process.
 * @throws TypeError when an option cannot be right
 */
export function createClient(options: ClientOptions): Client {
  const { timeoutMs = 15_000, retries = 2 } = options;
  const keys = completeKeys(options);
  const prefix = `${webAddress(options.baseUrl)}/pay_api`;

  async function call<T>(
    name: string,
    request: object,
    read: ContentReader<T>,
    { same, mayRepeat = true }: { same: Same<T>; mayRepeat?: boolean },
  ): Promise<T> {
    const target = { url: `${prefix}/${name}`, keys, timeoutMs, mayRepeat };
    const sealed = sealRequest(keys, request);
    return withRetries(mayRepeat ? retries : 0, async () => {
      const text = await callOnce(target, sealed);
      return contentAbout(text, read, same, mayRepeat);
    });
  }

  return {
    orderCreate: (request) =>
      call('order_create', { ...request, total_fee: String(request.total_fee) }, orderCreateContent, {
        same: sameOrder(request),
      }),
    orderQuery: (request) => call('order_query', request, orderQueryContent, { same: sameOrder(request) }),
    orderCancel: (request) => call('order_cancel', request, orderCancelContent, { same: sameOrder(request) }),
    orderRefund: (request) =>
      call('order_refund', { ...request, refund_fee: String(request.refund_fee) }, orderRefundContent, {
        same: sameOrder(request),
        mayRepeat: Boolean(request.out_refund_no),
      }),
    refundQuery: (request) => call('refund_query', request, refundQueryContent, { same: sameOrder(request) }),
    userIdentity: (request) =>
      call('user_identity', request, userIdentityContent, {
        same: { field: 'uid', holds: ({ uid }) => uid === undefined || uid === request.uid },
      }),
    userCard: (request) =>
      call('user_card', request, userCardContent, {
        same: { field: 'user_no', holds: ({ user_no }) => user_no === request.user_no },
      }),
  };
}

/** The field in which an answer says what it is about, and whether that is what was asked about. */
interface Same<T> {
  readonly field: string;
  readonly holds: (content: T) => boolean;
}

function sameOrder(request: OrderRequest): Same<OrderNumbers> {
  return {
    field: 'out_trade_no',
    holds: ({ out_trade_no }) => out_trade_no === request.out_trade_no,
  };
}

/** The content of a success. An answer about something else is an old one played back: not believed. */
function contentAbout<T>(text: string, read: ContentReader<T>, same: Same<T>, mayRepeat: boolean): T {
  let content: T;
  try {
    content = read(parseJson(text));
  } catch (cause) {
    throw new UnknownOutcomeError('应答内容不符合接口文档', { mayRepeat, httpStatus: 200, cause });
  }
  if (!same.holds(content)) {
    throw new UnknownOutcomeError(`应答的 ${same.field} 与请求不符`, { mayRepeat, httpStatus: 200 });
  }
  return content;
}

function webAddress(baseUrl: string): string {
  const isWeb = URL.canParse(baseUrl) && /^https?:$/.test(new URL(baseUrl).protocol);
  if (!isWeb) throw new TypeError('baseUrl 应为 http:// 或 https:// 开头的地址');
  return baseUrl.replace(/\/+$/, '');
}
