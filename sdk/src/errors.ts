import { codeOf, cureOf, type ErrorCode } from './reasons.ts';

/** Everything the client throws; catch a subclass by what you do next. */
export class ZhixiaoError extends Error {
  override readonly name: string = 'ZhixiaoError';
  /** What went wrong, such as `order_paid`; `refused` and `field_wrong` where only the message says it. */
  readonly code: ErrorCode;
  /** Of a refund: the number it was sent with, also where the client made it. */
  outRefundNo: string | undefined;
  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  /** What to do next, in Chinese. */
  get cure(): string {
    return cureOf(this.code, 'zh');
  }

  /** What to do next, in English. */
  get cureEn(): string {
    return cureOf(this.code, 'en');
  }
}

/**
 * `ret_code` -1: the state of things does not allow it; the message says why. After `orderRefund` ask
 * `refundQuery` before another refund: the message may be that this one is still under way.
 */
export class RefusedError extends ZhixiaoError {
  override readonly name = 'RefusedError';
  /** -1, or a code that this version does not know. */
  readonly retCode: number;
  constructor(message: string, retCode: number) {
    super(codeOf(retCode, message), message);
    this.retCode = retCode;
  }
}

/** `ret_code` -2: a parameter, the signature or the encryption is wrong; nothing happened, mend the call. */
export class BadRequestError extends ZhixiaoError {
  override readonly name = 'BadRequestError';
  readonly retCode = -2;
  /** The field the message names, when it names one, such as `piaoju.phone`. */
  readonly field: string | undefined;
  constructor(message: string) {
    super(codeOf(-2, message), message);
    this.field = /^([a-z_]+(?:\.[a-z_]+)*) /.exec(message)?.[1];
  }
}

/** `ret_code` -3: the app or the person is frozen; ask the school. */
export class FrozenError extends ZhixiaoError {
  override readonly name = 'FrozenError';
  readonly retCode = -3;
  constructor(message: string) {
    super(codeOf(-3, message), message);
  }
}

/** What is known of an outcome that is not known. */
export interface Circumstances {
  /** `unknown_outcome` unless the keys seem to be wrong. */
  readonly code?: ErrorCode | undefined;
  readonly httpStatus?: number;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/**
 * No answer that can be trusted: a timeout, a broken connection, a server error or a wrong signature.
 * The call may have had its effect: query, or repeat the same call with the same numbers. With a code other than
 * `unknown_outcome` the keys seem to be wrong, and a repeat would not help.
 */
export class UnknownOutcomeError extends ZhixiaoError {
  override readonly name = 'UnknownOutcomeError';
  /** Undefined when no answer came. */
  readonly httpStatus: number | undefined;
  /** How long the server asks to wait. */
  readonly retryAfterMs: number | undefined;
  constructor(
    reason: string,
    { code = 'unknown_outcome', httpStatus, retryAfterMs, cause }: Circumstances = {},
  ) {
    super(code, `结果未知：${reason}。请查询，或用相同的单号和参数重试`, { cause });
    this.httpStatus = httpStatus;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Something arrived at notify_url that the platform did not send. Answer anything but `success`. */
export class BadNotificationError extends ZhixiaoError {
  override readonly name = 'BadNotificationError';
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('notification_untrusted', message, options);
  }
}
