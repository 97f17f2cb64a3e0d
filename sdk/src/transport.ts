import {
  type AppKeys,
  isResponseSignedBy,
  openResponse,
  type SealedResponse,
  sealRequest,
} from '@zhixiao/protocol/envelope';
import { RET } from '@zhixiao/protocol/ret-codes';
import { BadRequestError, FrozenError, RefusedError, UnknownOutcomeError, ZhixiaoError } from './errors.ts';

/** Makes one call: seals, sends, verifies, opens. @throws ZhixiaoError */
export async function callOnce(
  url: string,
  keys: AppKeys,
  request: object,
  timeoutMs: number,
): Promise<object> {
  const { status, text } = await post(url, new URLSearchParams({ ...sealRequest(keys, request) }), timeoutMs);
  const response = parse(text);
  if (status !== 200 || !response) {
    throw new UnknownOutcomeError(`HTTP ${status}: ${response?.ret_content ?? 'no answer of the gateway'}`);
  }
  // an app the gateway does not know shares no key with it: its message comes in plain text
  if (response.sign === '') throw refusal(response.ret_code, response.ret_content);
  if (!isResponseSignedBy(keys, response))
    throw new UnknownOutcomeError('the answer is not signed by the gateway');
  const content = openResponse(keys, response);
  if (response.ret_code !== RET.ok) throw refusal(response.ret_code, content);
  return JSON.parse(content) as object;
}

async function post(
  url: string,
  body: URLSearchParams,
  timeoutMs: number,
): Promise<{ status: number; text: string }> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: answer.status, text: await answer.text() };
  } catch (cause) {
    throw new UnknownOutcomeError(`no answer from ${new URL(url).origin}`, { cause });
  }
}

function parse(text: string): SealedResponse | undefined {
  try {
    const { ret_code, ret_content, sign } = JSON.parse(text) as Partial<SealedResponse>;
    if (typeof ret_code !== 'number' || typeof ret_content !== 'string' || typeof sign !== 'string') {
      return undefined;
    }
    return { ret_code, ret_content, sign };
  } catch {
    return undefined;
  }
}

function refusal(retCode: number, message: string): ZhixiaoError {
  switch (retCode) {
    case RET.refused:
      return new RefusedError(message);
    case RET.badRequest:
      return new BadRequestError(message);
    case RET.frozen:
      return new FrozenError(message);
    default:
      return new ZhixiaoError(`ret_code ${retCode}: ${message}`);
  }
}
