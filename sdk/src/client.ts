import { parseJson } from '@zhixiao/protocol/json';
import type { AppKeys } from './app-keys.ts';
import { completeKeys } from './complete-keys.ts';
import {
  type ContentReader,
  orderCancelContent,
  orderCreateContent,
  orderQueryContent,
  orderRefundContent,
  piaojuCreateContent,
  piaojuQueryContent,
  refundQueryContent,
  userCardContent,
  userIdentityContent,
} from './content.ts';
import { seal } from './dialect.ts';
import { UnknownOutcomeError } from './errors.ts';
import { createRefundNumbers } from './refund-numbers.ts';
import { withRetries } from './retry.ts';
import { callOnce } from './transport.ts';
import type {
  OrderCreateAnswer,
  OrderCreateRequest,
  OrderName,
  OrderNumbers,
  OrderQueryAnswer,
  OrderRefundRequest,
  OrderRequest,
  PiaojuCreateRequest,
  PiaojuQueryAnswer,
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
  /**
   * How often a call without a trustworthy answer is repeated; 2 by default. Every interface has its effect once,
   * however often the same call arrives: a refund by its `out_refund_no`, the others by their own terms.
   */
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
  /** Refunds part or all (2.4). Without an `out_refund_no`, the client makes one: the answer and errors tell it. */
  orderRefund(request: OrderRefundRequest): Promise<OrderNumbers & Refund>;
  /** How refunds stand (extension). */
  refundQuery(request: RefundQueryRequest): Promise<RefundQueryAnswer>;
  /** Who the payer with this uid is (2.6); `FrozenError` when the person is frozen. */
  userIdentity(request: UserIdentityRequest): Promise<UserIdentityAnswer>;
  /** A person, and where the campus card opens in Alipay (2.7). */
  userCard(request: UserCardRequest): Promise<UserCardAnswer>;
  /** Wants an invoice for a paid order (2.8); the same terms again are the same invoice. */
  piaojuCreate(request: PiaojuCreateRequest): Promise<void>;
  /** How the order's latest invoice stands (extension). */
  piaojuQuery(request: OrderName): Promise<PiaojuQueryAnswer>;
}

/**
 * A client of one app; keep one for the whole process.
 * @throws TypeError when an option cannot be right
 */
export function createClient(options: ClientOptions): Client {
  const { timeoutMs = 15_000, retries = 2 } = options;
  const keys = completeKeys(options);
  const origin = webAddress(options.baseUrl);
  const numbered = createRefundNumbers();

  async function call<T>(
    name: string,
    request: object,
    read: ContentReader<T>,
    { same, parse = parseJson }: CallOptions<T>,
  ): Promise<T> {
    const path = `/pay_api/${name}`;
    return withRetries(retries, async () => {
      const text = await callOnce({ url: origin + path, timeoutMs }, seal(keys, path, request));
      return contentAbout(() => read(parse(text)), same);
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
      numbered(request, (out_refund_no) => {
        const asked = { ...request, refund_fee: String(request.refund_fee), out_refund_no };
        return call('order_refund', asked, orderRefundContent, { same: sameOrder(request) });
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
    piaojuCreate: (request) => call('piaoju_create', request, piaojuCreateContent, { parse: (text) => text }),
    piaojuQuery: (request) =>
      call('piaoju_query', request, piaojuQueryContent, { same: namedOrder(request) }),
  };
}

interface CallOptions<T> {
  /** Undefined: the answer does not say what it is about. */
  readonly same?: Same<T>;
  /** How the decrypted text is read; JSON by default. */
  readonly parse?: (text: string) => unknown;
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

/** An order named by either number, or both. */
function namedOrder({ out_trade_no, zx_order_no }: OrderName): Same<OrderNumbers> {
  return {
    field: out_trade_no === undefined ? 'order_id' : 'out_trade_no',
    holds: (order) =>
      (out_trade_no === undefined || order.out_trade_no === out_trade_no) &&
      (zx_order_no === undefined || order.order_id === zx_order_no),
  };
}

/** The content of a success. An answer about something else is an old one played back: not believed. */
function contentAbout<T>(read: () => T, same: Same<T> | undefined): T {
  let content: T;
  try {
    content = read();
  } catch (cause) {
    throw new UnknownOutcomeError('应答内容不符合接口文档', { httpStatus: 200, cause });
  }
  if (same && !same.holds(content)) {
    throw new UnknownOutcomeError(`应答的 ${same.field} 与请求不符`, { httpStatus: 200 });
  }
  return content;
}

function webAddress(baseUrl: string): string {
  // the path of an interface is put behind it, and `fetch` refuses a password in it only when it is called
  if (!/^https?:\/\/[^\s/?#@\\]+(?:\/[^\s?#\\]*)?$/.test(baseUrl) || !isUrl(baseUrl))
    throw new TypeError('baseUrl 应为 http:// 或 https:// 开头的地址，不含账号、? 和 #');
  return baseUrl.replace(/\/+$/, '');
}

/** Node before 18.17 lacks `URL.canParse`. */
function isUrl(text: string): boolean {
  try {
    return new URL(text).host !== '';
  } catch {
    return false;
  }
}
