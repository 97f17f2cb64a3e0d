/** A refusal by the emulated API, in WeChat's own terms. */
export class WechatError extends Error {
  override readonly name = 'WechatError';
  readonly status: number;
  readonly code: string;
  readonly detail: ParameterDetail | undefined;
  /** The digits that end `Request-ID`. */
  readonly internalCode: number;
  /** Refused before the caller was known: such answers carry no signature. */
  readonly beforeAuthentication: boolean;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { detail?: ParameterDetail; internalCode?: number; beforeAuthentication?: boolean } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.detail = more.detail;
    this.internalCode = more.internalCode ?? 268435456;
    this.beforeAuthentication = more.beforeAuthentication ?? false;
  }
}

/** Which parameter is wrong and how; `field` is a JSON pointer. */
export interface ParameterDetail {
  readonly field: string;
  readonly value: unknown;
  readonly issue: string;
  readonly location: 'body' | 'query' | 'uri';
}

export function signError(message: string): WechatError {
  return new WechatError(401, 'SIGN_ERROR', message, { internalCode: 268443699, beforeAuthentication: true });
}

export function parameterError(message: string, detail?: ParameterDetail): WechatError {
  return new WechatError(400, 'PARAM_ERROR', message, { internalCode: 268435461, ...(detail && { detail }) });
}

export function invalidRequest(message: string): WechatError {
  return new WechatError(400, 'INVALID_REQUEST', message);
}

export function orderNotExist(): WechatError {
  return new WechatError(404, 'ORDER_NOT_EXIST', '订单不存在', { internalCode: 268512771 });
}

export function resourceNotExists(message: string): WechatError {
  return new WechatError(404, 'RESOURCE_NOT_EXISTS', message);
}
