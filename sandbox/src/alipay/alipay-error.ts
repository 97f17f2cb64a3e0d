/** A refusal by the emulated gateway, in Alipay's own terms. */
export class AlipayError extends Error {
  override readonly name = 'AlipayError';
  readonly code: string;
  readonly subCode: string;

  constructor(code: string, subCode: string, message: string) {
    super(message);
    this.code = code;
    this.subCode = subCode;
  }

  /** Refused by the business itself: only such answers may be signed. */
  get isBusiness(): boolean {
    return this.code === '40004' || this.code === '20000';
  }
}

/** What a refusal says besides its own sub-code. */
export const CODE_MESSAGES: Readonly<Record<string, string>> = {
  '20000': 'Service Currently Unavailable',
  '20001': 'Insufficient Token Permissions',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40003': 'Insufficient Conditions',
  '40004': 'Business Failed',
  '40005': 'Call Limited',
  '40006': 'Insufficient Permissions',
};

export function missing(what: string, message: string): AlipayError {
  return new AlipayError('40001', `isv.missing-${what}`, message);
}

export function invalid(what: string, message: string): AlipayError {
  return new AlipayError('40002', `isv.${what}`, message);
}

/** @param code without its prefix `ACQ.` */
export function businessError(code: string, message: string): AlipayError {
  return new AlipayError('40004', `ACQ.${code}`, message);
}

export function invalidParameter(message: string): AlipayError {
  return businessError('INVALID_PARAMETER', `参数无效：${message}`);
}

export function tradeNotExist(): AlipayError {
  return businessError('TRADE_NOT_EXIST', '交易不存在');
}
