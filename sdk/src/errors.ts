/** Everything the client throws; catch a subclass by what you do next. */
export class ZhixiaoError extends Error {
  override name = 'ZhixiaoError';
}

/** `ret_code` -1: the state of things does not allow it; the message says why. */
export class RefusedError extends ZhixiaoError {
  override name = 'RefusedError';
}

/** `ret_code` -2: a parameter, the signature or the encryption is wrong; mend the call. */
export class BadRequestError extends ZhixiaoError {
  override name = 'BadRequestError';
  /** The field the message names, when it names one. */
  readonly field: string | undefined;
  constructor(message: string) {
    super(message);
    this.field = /^([A-Za-z_.]+) /.exec(message)?.[1];
  }
}

/** `ret_code` -3: the app or the person is frozen; ask the school. */
export class FrozenError extends ZhixiaoError {
  override name = 'FrozenError';
}

/**
 * No answer that can be trusted: a timeout, a broken connection, a server error or a wrong signature.
 * The call may have had its effect: query, or repeat the same call with the same numbers.
 */
export class UnknownOutcomeError extends ZhixiaoError {
  override name = 'UnknownOutcomeError';
}

/** Something arrived at notify_url that the platform did not send. Answer anything but `success`. */
export class BadNotificationError extends ZhixiaoError {
  override name = 'BadNotificationError';
}
