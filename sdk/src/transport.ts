import {
  type AppKeys,
  isResponseSignedBy,
  openResponse,
  type SealedRequest,
  type SealedResponse,
} from '@zhixiao/protocol/envelope';
import { RET } from '@zhixiao/protocol/ret-codes';
import { BadRequestError, FrozenError, RefusedError, UnknownOutcomeError } from './errors.ts';

/** Where one call goes, and how long it may take. */
export interface Target {
  readonly url: string;
  readonly keys: AppKeys;
  readonly timeoutMs: number;
  /** Whether the call has the same effect when it is made again. */
  readonly mayRepeat: boolean;
}

/**
 * Sends the request and gives the decrypted text of a success. Only a signed answer is
 * believed, and nothing is decrypted before its signature holds.
 * @throws RefusedError, BadRequestError, FrozenError, UnknownOutcomeError
 */
export async function callOnce(target: Target, request: SealedRequest): Promise<string> {
  const { keys, mayRepeat } = target;
  const { response, body } = await post(target, request);
  const answer = readEnvelope(body);
  if (response.status !== 200 || !answer || !isResponseSignedBy(keys, answer)) {
    throw new UnknownOutcomeError(distrust(response.status, answer), {
      mayRepeat,
      httpStatus: response.status,
      retryAfterMs: retryAfterMs(response),
    });
  }
  switch (answer.ret_code) {
    case RET.ok:
      return contentOf(target, answer);
    case RET.badRequest:
      throw new BadRequestError(messageOf(keys, answer));
    case RET.frozen:
      throw new FrozenError(messageOf(keys, answer));
    default:
      throw new RefusedError(messageOf(keys, answer), answer.ret_code);
  }
}

async function post(target: Target, request: SealedRequest): Promise<{ response: Response; body: string }> {
  const { url, timeoutMs, mayRepeat } = target;
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ id: request.id, param: request.param, sign: request.sign }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { response, body: await response.text() };
  } catch (cause) {
    const isTimeout = cause instanceof Error && cause.name === 'TimeoutError';
    const reason = isTimeout ? `${timeoutMs} 毫秒内没有收到应答` : `与 ${new URL(url).origin} 的连接失败`;
    throw new UnknownOutcomeError(reason, { mayRepeat, cause });
  }
}

/** The envelope in a body, or undefined when there is none. */
function readEnvelope(body: string): SealedResponse | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { ret_code, ret_content, sign } = parsed as Record<string, unknown>;
  const code = typeof ret_code === 'string' && /^-?[0-9]{1,9}$/.test(ret_code) ? Number(ret_code) : ret_code;
  if (!Number.isSafeInteger(code) || typeof ret_content !== 'string' || typeof sign !== 'string') {
    return undefined;
  }
  return { ret_code: code as number, ret_content, sign };
}

/** Why an answer is not believed. Unsigned ones carry a plain message, for people to read. */
function distrust(httpStatus: number, answer: SealedResponse | undefined): string {
  if (answer?.sign === '') return `应答未签名（HTTP ${httpStatus}：${answer.ret_content.slice(0, 200)}）`;
  if (httpStatus !== 200 || !answer) return `应答不符合接口文档（HTTP ${httpStatus}）`;
  return '应答的签名不符，请检查 appSecret';
}

function retryAfterMs(response: Response): number | undefined {
  const seconds = response.headers.get('retry-after') ?? '';
  return /^[0-9]{1,6}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

function contentOf({ keys, mayRepeat }: Target, answer: SealedResponse): string {
  try {
    return openResponse(keys, answer);
  } catch (cause) {
    throw new UnknownOutcomeError('应答无法解密，请检查 aesKey 和 cipher', {
      mayRepeat,
      httpStatus: 200,
      cause,
    });
  }
}

/** The Chinese message of a signed failure; the code is certain even when the key is wrong. */
function messageOf(keys: AppKeys, answer: SealedResponse): string {
  try {
    return openResponse(keys, answer);
  } catch {
    return '说明无法解密，请检查 aesKey 和 cipher';
  }
}
