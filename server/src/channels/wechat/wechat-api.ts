import { randomBytes } from 'node:crypto';
import { reasonText } from '@zhixiao/contract/words/reasons';
import { type Clock, SECOND_MS } from '../../lib/clock.ts';
import { type HttpAnswer, type HttpClient, HttpFailure } from '../../lib/http-client.ts';
import { shortened } from '../../lib/shortened.ts';
import { MAX_BILL_BYTES } from '../bill-outcome.ts';
import { type Content, parseContent, textOf, UnexpectedContent } from './content.ts';
import { authorization, epochSeconds, hasSignature, signatureDefect } from './signature.ts';
import type { WechatAccount } from './wechat-account.ts';

/** WeChat said no, with a code that may or may not be definitive: see `refusal-codes.ts`. */
export interface WechatRefusal {
  readonly kind: 'refused';
  readonly code: string;
  readonly message: string;
}

/** `accepted` only with the expected status and a signature that held; anything doubtful is unknown. */
type WechatAnswer =
  | { readonly kind: 'accepted'; readonly content: Content }
  | WechatRefusal
  | { readonly kind: 'unknown'; readonly reason: string; readonly tooOften?: true };

interface WechatRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly target: string;
  readonly body?: string;
  /** The one status that means done. */
  readonly expected: 200 | 204;
}

/** A file as it came. Nobody signs it: it is worth what it is compared with. */
type WechatFile =
  | { readonly kind: 'accepted'; readonly body: Buffer }
  | Exclude<WechatAnswer, { kind: 'accepted' }>;

export interface WechatApi {
  call(account: WechatAccount, request: WechatRequest): Promise<WechatAnswer>;
  /** Fetches a file from an address that WeChat named in an answer. */
  download(account: WechatAccount, url: URL): Promise<WechatFile>;
}

/** Signs requests, verifies answers, and reads them into the three things an answer can mean. */
export function createWechatApi(parts: {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly baseUrl: string;
}): WechatApi {
  const { http, clock, baseUrl } = parts;
  return {
    async call(account, request) {
      const url = new URL(request.target, baseUrl);
      const { method, body } = request;
      const headers = await requestHeaders(account, method, url, body ?? '', clock.now());
      try {
        const answer = await http.request({ method, url, headers, ...(body === undefined ? {} : { body }) });
        return readAnswer(account, answer, request.expected, clock.now());
      } catch (error) {
        if (error instanceof HttpFailure) return unknownBecause(error.message);
        throw error;
      }
    },

    async download(account, url) {
      const headers = await requestHeaders(account, 'GET', url, '', clock.now());
      try {
        const answer = await http.request({ method: 'GET', url, headers, limits: DOWNLOAD_LIMITS });
        if (answer.status === 200) return { kind: 'accepted', body: answer.body };
        return isRefusal(answer) ? readRefusal(answer) : unknownBecause(described(answer));
      } catch (error) {
        if (error instanceof HttpFailure || error instanceof UnexpectedContent) {
          return unknownBecause(error.message);
        }
        throw error;
      }
    },
  };
}

const DOWNLOAD_LIMITS = { timeoutMs: 60 * SECOND_MS, bodyBytes: MAX_BILL_BYTES };

async function requestHeaders(
  account: WechatAccount,
  method: string,
  url: URL,
  body: string,
  now: Date,
): Promise<Record<string, string>> {
  return {
    accept: 'application/json',
    'content-type': 'application/json',
    'wechatpay-serial': account.platformKeyId,
    authorization: await authorization(account, {
      method,
      target: url.pathname + url.search,
      timestamp: epochSeconds(now),
      nonce: randomBytes(16).toString('hex'),
      body,
    }),
  };
}

function readAnswer(
  account: WechatAccount,
  answer: HttpAnswer,
  expected: WechatRequest['expected'],
  now: Date,
): WechatAnswer {
  const { status, headers, body } = answer;
  const refused = isRefusal(answer);
  if (status === 429) return { ...unknownBecause(described(answer)), tooOften: true };
  if (status !== expected && !refused) return unknownBecause(described(answer));
  // Refusals at the authentication level come unsigned, and nothing says that others are signed.
  if (!refused || hasSignature(headers)) {
    const defect = signatureDefect(account.platformKeys, headers, body, now);
    if (defect)
      return unknownBecause(reasonText('answered_because', { answer: described(answer), cause: defect }));
  }
  try {
    if (refused) return readRefusal(answer);
    return { kind: 'accepted', content: expected === 204 ? {} : parseContent(body) };
  } catch (error) {
    if (error instanceof UnexpectedContent)
      return unknownBecause(
        reasonText('answered_because', { answer: described(answer), cause: error.message }),
      );
    throw error;
  }
}

/** A 429 may have been carried out all the same (doc 4014959631). */
function isRefusal({ status }: HttpAnswer): boolean {
  return status >= 400 && status < 500 && status !== 429;
}

function readRefusal({ body }: HttpAnswer): WechatRefusal {
  const content = parseContent(body);
  const code = textOf(content, 'code');
  if (!/^[A-Z0-9_]{1,64}$/.test(code)) throw new UnexpectedContent(reasonText('bad_code'));
  const message = typeof content.message === 'string' ? shortened(content.message, 200) : '';
  return { kind: 'refused', code, message };
}

/** The status and the id WeChat's support asks for, never the body. */
function described({ status, headers }: HttpAnswer): string {
  const requestId = headers['request-id'];
  const known = typeof requestId === 'string' && /^[0-9A-Za-z-]{1,128}$/.test(requestId);
  return known
    ? reasonText('answered_request', { who: '微信支付', status, id: requestId })
    : reasonText('answered', { who: '微信支付', status });
}

function unknownBecause(reason: string): Extract<WechatAnswer, { kind: 'unknown' }> {
  return { kind: 'unknown', reason };
}
