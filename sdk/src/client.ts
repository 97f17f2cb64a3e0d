import type { CipherName } from '@zhixiao/protocol/cipher';
import type { AppKeys } from '@zhixiao/protocol/envelope';
import { UnknownOutcomeError } from './errors.ts';
import { callOnce } from './transport.ts';
import type {
  OrderCreateAnswer,
  OrderCreateRequest,
  OrderNumbers,
  OrderQueryAnswer,
  OrderRefundRequest,
  Refund,
  RefundQueryRequest,
} from './types.ts';

export interface ClientOptions {
  /** Where the gateway is, such as `https://pay.example.edu.cn`. */
  readonly baseUrl: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly aesKey: string;
  /** `aes-256-cbc` unless the school says otherwise. */
  readonly cipher?: CipherName;
  /** Milliseconds; 15,000 by default. */
  readonly timeoutMs?: number;
  /** How often a call without a trustworthy answer is repeated; 2 by default. */
  readonly retries?: number;
}

/** The partner interfaces. Every method throws a subclass of `ZhixiaoError`. */
export interface Client {
  /** Creates an order, or finds the one the same call had created (2.1). */
  orderCreate(request: OrderCreateRequest): Promise<OrderCreateAnswer>;
  orderQuery(request: { out_trade_no: string }): Promise<OrderQueryAnswer>;
  orderCancel(request: { out_trade_no: string }): Promise<OrderNumbers>;
  /** Repeated by itself only with an `out_refund_no`: without one a repeat may be another refund. */
  orderRefund(request: OrderRefundRequest): Promise<OrderNumbers & Refund>;
  refundQuery(request: RefundQueryRequest): Promise<OrderNumbers & { readonly refunds: readonly Refund[] }>;
}

const TIMEOUT_MS = 15_000;
const RETRIES = 2;
const FIRST_PAUSE_MS = 300;

export function createClient(options: ClientOptions): Client {
  const keys: AppKeys = { ...options, cipher: options.cipher ?? 'aes-256-cbc' };
  const { timeoutMs = TIMEOUT_MS, retries = RETRIES } = options;

  const call = async <T>(name: string, request: object, mayRepeat = true): Promise<T> => {
    const url = `${options.baseUrl.replace(/\/+$/, '')}/pay_api/${name}`;
    for (let repeats = 0; ; repeats += 1) {
      try {
        return (await callOnce(url, keys, request, timeoutMs)) as T;
      } catch (error) {
        const worthRepeating = error instanceof UnknownOutcomeError && mayRepeat && repeats < retries;
        if (!worthRepeating) throw error;
        await pause(FIRST_PAUSE_MS * 2 ** repeats);
      }
    }
  };

  return {
    orderCreate: (request) => call('order_create', request),
    orderQuery: (request) => call('order_query', request),
    orderCancel: (request) => call('order_cancel', request),
    orderRefund: (request) => call('order_refund', request, request.out_refund_no !== undefined),
    refundQuery: (request) => call('refund_query', request),
  };
}

/** Half to all of `ms`, so that many clients do not come back at once. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms * (0.5 + Math.random() / 2)));
}
