import { reasonText } from '@zhixiao/contract/words/reasons';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import type { Clock } from '../../lib/clock.ts';
import { type HttpAnswer, type HttpClient, HttpFailure } from '../../lib/http-client.ts';
import { shortened } from '../../lib/shortened.ts';
import type { AlipayAccount } from './alipay-account.ts';
import { type Content, optionalTextOf, parseContent, UnexpectedContent } from './content.ts';
import { readEnvelope } from './envelope.ts';
import { type Parameters, signatureDefect, signedParameters } from './signature.ts';

/**
 * Alipay said no. `gateway`: before the call reached the business, which Alipay does not sign.
 * `business`: signed. `unsigned_business`: proves nothing. See `refusal-codes.ts`.
 */
export interface AlipayRefusal {
  readonly kind: 'refused';
  readonly level: 'gateway' | 'business' | 'unsigned_business';
  /** The `sub_code`, or the `code` where there is none. */
  readonly code: string;
  readonly message: string;
}

/** `accepted` only with code 10000 and a signature that held; anything doubtful is unknown. */
export type AlipayAnswer =
  | { readonly kind: 'accepted'; readonly content: Content }
  | AlipayRefusal
  | { readonly kind: 'unknown'; readonly reason: string; readonly tooOften?: true };

interface AlipayRequest {
  readonly method: string;
  /** Sent in the body: `biz_content`, or an OAuth code. */
  readonly body: Parameters;
  /** Sent in the address beside the common ones. */
  readonly query?: Parameters;
  /** Whether a granted answer comes without `code`, as that of `alipay.system.oauth.token` does. */
  readonly grantsWithoutCode?: boolean;
}

export interface AlipayApi {
  call(account: AlipayAccount, request: AlipayRequest): Promise<AlipayAnswer>;
}

/** Signs requests, verifies answers, and reads them into the three things an answer can mean. */
export function createAlipayApi(parts: {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly gatewayUrl: string;
}): AlipayApi {
  const { http, clock, gatewayUrl } = parts;
  return {
    async call(account, request) {
      const { method, body, query = {} } = request;
      const timestamp = formatShanghaiTime(clock.now());
      const signed = await signedParameters(account, method, timestamp, { ...query, ...body });
      const inQuery = Object.fromEntries(Object.entries(signed).filter(([name]) => !(name in body)));
      try {
        const answer = await http.request({
          method: 'POST',
          url: new URL(`${gatewayUrl}?${formText(inQuery)}`),
          operation: method,
          headers: HEADERS,
          body: formText(body),
        });
        return readAnswer(account, request, answer);
      } catch (error) {
        if (error instanceof HttpFailure) return unknownBecause(error.message);
        throw error;
      }
    },
  };
}

/** Parameters as they go on the wire. */
export function formText(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

const HEADERS = {
  accept: 'application/json',
  'content-type': 'application/x-www-form-urlencoded;charset=utf-8',
};

const ACCEPTED = '10000';
const BUSINESS_REFUSAL = '40004';
const CALLED_TOO_OFTEN = '40005';
/** Bad tokens, parameters, signatures and permissions: found before anything is carried out. */
const GATEWAY_REFUSALS: ReadonlySet<string> = new Set(['20001', '40001', '40002', '40003', '40006']);

function readAnswer(account: AlipayAccount, request: AlipayRequest, answer: HttpAnswer): AlipayAnswer {
  if (answer.status !== 200)
    return unknownBecause(reasonText('answered', { who: '支付宝', status: answer.status }));
  try {
    const { response, sign, certificateSn } = readEnvelope(answer.body, request.method);
    const defect = sign === undefined ? undefined : signatureDefect(account, response, sign, certificateSn);
    if (defect) return unknownBecause(reasonText('answer_defect', { who: '支付宝', cause: defect }));
    return readResponse(request, parseContent(response), sign !== undefined);
  } catch (error) {
    if (error instanceof UnexpectedContent)
      return unknownBecause(reasonText('answer_wrong', { who: '支付宝', cause: error.message }));
    throw error;
  }
}

function readResponse(request: AlipayRequest, content: Content, isSigned: boolean): AlipayAnswer {
  const code = optionalTextOf(content, 'code') ?? (request.grantsWithoutCode ? ACCEPTED : '');
  if (code === ACCEPTED) {
    return isSigned
      ? { kind: 'accepted', content }
      : unknownBecause(reasonText('answer_unsigned', { who: '支付宝' }));
  }
  const subCode = optionalTextOf(content, 'sub_code') ?? code;
  if (!/^[0-9A-Za-z_.-]{1,64}$/.test(subCode)) throw new UnexpectedContent(reasonText('bad_code'));
  const message = shortened(optionalTextOf(content, 'sub_msg') ?? optionalTextOf(content, 'msg') ?? '', 200);
  const refused = { kind: 'refused', code: subCode, message } as const;
  if (GATEWAY_REFUSALS.has(code)) return { ...refused, level: 'gateway' };
  if (code === BUSINESS_REFUSAL) return { ...refused, level: isSigned ? 'business' : 'unsigned_business' };
  const doubt = unknownBecause(reasonText('answered_code', { who: '支付宝', code, subcode: subCode }));
  return code === CALLED_TOO_OFTEN ? { ...doubt, tooOften: true } : doubt;
}

function unknownBecause(reason: string): Extract<AlipayAnswer, { kind: 'unknown' }> {
  return { kind: 'unknown', reason };
}
