import { RET } from '@zhixiao/protocol/ret-codes';
import { answerText } from './answer-text.ts';
import type { Reply, Sealed } from './dialect.ts';
import { BadRequestError, FrozenError, RefusedError, UnknownOutcomeError } from './errors.ts';
import type { ErrorCode } from './reasons.ts';

/** Where one call goes, and how long it may take. */
export interface Target {
  readonly url: string;
  readonly timeoutMs: number;
}

/**
 * Sends the request and gives the decrypted text of a success. Only a signed answer is
 * believed, and nothing is decrypted before its signature holds.
 * @throws RefusedError, BadRequestError, FrozenError, UnknownOutcomeError
 */
export async function callOnce(target: Target, sealed: Sealed): Promise<string> {
  const reply = await post(target, sealed);
  const heard = sealed.hear(reply);
  const unknown = (reason: string, code?: ErrorCode) =>
    new UnknownOutcomeError(reason, {
      code,
      httpStatus: reply.status,
      retryAfterMs: retryAfterMs(reply),
    });
  if ('distrust' in heard) throw unknown(heard.distrust, heard.code);
  switch (heard.retCode) {
    case RET.ok:
      return heard.text;
    case RET.badRequest:
      throw new BadRequestError(heard.text);
    case RET.frozen:
      throw new FrozenError(heard.text);
    default:
      // the gateway failed in the middle of it, and asks for the same again
      if (retryAfterMs(reply) !== undefined) throw unknown(heard.text);
      throw new RefusedError(heard.text, heard.retCode);
  }
}

async function post({ url, timeoutMs }: Target, { headers, body }: Sealed): Promise<Reply> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { status } = response;
    return { status, headers: Object.fromEntries(response.headers), body: await answerText(response) };
  } catch (cause) {
    const isTimeout = cause instanceof Error && cause.name === 'TimeoutError';
    const lost = cause instanceof RangeError ? cause.message : `与 ${new URL(url).origin} 的连接失败`;
    const reason = isTimeout ? `${timeoutMs} 毫秒内没有收到应答` : lost;
    throw new UnknownOutcomeError(reason, { cause });
  }
}

function retryAfterMs({ headers }: Reply): number | undefined {
  const seconds = headers['retry-after'] ?? '';
  return /^[0-9]{1,6}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}
