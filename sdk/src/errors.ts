/** Everything the client throws; catch a subclass by what you do next. */
export class ZhixiaoError extends Error {
  override readonly name: string = 'ZhixiaoError';
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
    super(message);
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
    super(message);
    this.field = /^([a-z_]+(?:\.[a-z_]+)*) /.exec(message)?.[1];
  }
}

/** `ret_code` -3: the app or the person is frozen; ask the school. */
export class FrozenError extends ZhixiaoError {
  override readonly name = 'FrozenError';
  readonly retCode = -3;
}

/** What is known of an outcome that is not known. */
export interface Circumstances {
  readonly mayRepeat: boolean;
  readonly httpStatus?: number;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/**
 * No answer that can be trusted: a timeout, a broken connection, a server error or a wrong signature.
 * The call may have had its effect: query, or repeat the same call with the same numbers.
 */
export class UnknownOutcomeError extends ZhixiaoError {
  override readonly name = 'UnknownOutcomeError';
  /** False only for a refund without `out_refund_no`: a repeat could be another refund. */
  readonly mayRepeat: boolean;
  /** Undefined when no answer came. */
  readonly httpStatus: number | undefined;
  /** How long the server asks to wait. */
  readonly retryAfterMs: number | undefined;
  constructor(reason: string, { mayRepeat, httpStatus, retryAfterMs, cause }: Circumstances) {
    const advice = mayRepeat ? '请查询，或用相同的单号和参数重试' : '请先用 refundQuery 查询，不要直接重试';
    super(`结果未知：${reason}。${advice}`, { cause });
    this.mayRepeat = mayRepeat;
    this.httpStatus = httpStatus;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Something arrived at notify_url that the platform did not send. Answer anything but `success`. */
export class BadNotificationError extends ZhixiaoError {
  override readonly name = 'BadNotificationError';
}
