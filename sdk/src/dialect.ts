import {
  isResponseSignedBy,
  openResponse,
  type SealedResponse,
  sealRequest,
} from '@zhixiao/protocol/envelope';
import type { StrongProfile } from '@zhixiao/protocol/profile';
import { HEADER, openStrongResponse, sealStrongRequest } from '@zhixiao/protocol/profile-message';
import { RET } from '@zhixiao/protocol/ret-codes';
import type { CompleteKeys } from './complete-keys.ts';
import { type ErrorCode, unsignedCodeOf } from './reasons.ts';

/** A response as it came. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an answer says that the gateway signed, or why it is not believed. */
type Heard =
  | { readonly retCode: number; readonly text: string }
  | { readonly distrust: string; readonly code?: ErrorCode };

/** One call sealed for one sending, and how the answer to this very sending is read. */
export interface Sealed {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly hear: (reply: Reply) => Heard;
}

/** Seals what is asked of an interface. @param path `/pay_api/` and its name */
export function seal(keys: CompleteKeys, path: string, content: object): Sealed {
  return keys.profile === 'v1' ? sealPublished(keys, content) : sealStrong(keys, keys.profile, path, content);
}

function sealPublished(keys: CompleteKeys, content: object): Sealed {
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: new URLSearchParams({ ...sealRequest(keys, content) }).toString(),
    hear({ status, body }) {
      const answer = readEnvelope(body);
      if (status !== 200 || !answer || !isResponseSignedBy(keys, answer)) {
        return distrusted(status, answer, answer?.sign === '', '请检查 appSecret');
      }
      return opened(answer.ret_code, () => openResponse(keys, answer), '请检查 aesKey 和 cipher');
    },
  };
}

function sealStrong(keys: CompleteKeys, profile: StrongProfile, path: string, content: object): Sealed {
  const { headers, body, nonce } = sealStrongRequest(profile, keys, path, content, new Date());
  const asked = { profile, appId: keys.appId, path, nonce };
  return {
    headers,
    body,
    hear(reply) {
      const answer = readEnvelope(reply.body);
      const isUnsigned = reply.headers[HEADER.signature] === undefined;
      const unbelieved = distrusted(reply.status, answer, isUnsigned, '请检查密钥与本机时间');
      if (reply.status !== 200 || !answer) return unbelieved;
      try {
        return openStrongResponse(keys, asked, reply, new Date()) ?? unbelieved;
      } catch {
        return { distrust: '应答无法解密', code: 'answer_untrusted' };
      }
    },
  };
}

/** The code of a signed failure is certain even when the key is wrong; a success is worth nothing without its content. */
function opened(retCode: number, open: () => string, hint: string): Heard {
  try {
    return { retCode, text: open() };
  } catch {
    if (retCode === RET.ok) return { distrust: `应答无法解密，${hint}`, code: 'answer_untrusted' };
    return { retCode, text: `说明无法解密，${hint}` };
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
  const { ret_code, ret_content, sign = '' } = parsed as Record<string, unknown>;
  const code = typeof ret_code === 'string' && /^-?[0-9]{1,9}$/.test(ret_code) ? Number(ret_code) : ret_code;
  if (!Number.isSafeInteger(code) || typeof ret_content !== 'string' || typeof sign !== 'string') {
    return undefined;
  }
  return { ret_code: code as number, ret_content, sign };
}

/** Why an answer is not believed. Unsigned ones carry a plain message, for people to read. */
function distrusted(
  httpStatus: number,
  answer: SealedResponse | undefined,
  isUnsigned: boolean,
  hint: string,
): Heard {
  if (answer && isUnsigned) {
    const message = answer.ret_content.slice(0, 200);
    return { distrust: `应答未签名（HTTP ${httpStatus}：${message}）`, code: unsignedCodeOf(message) };
  }
  if (httpStatus !== 200 || !answer) return { distrust: `应答不符合接口文档（HTTP ${httpStatus}）` };
  return { distrust: `应答的签名不符，${hint}`, code: 'answer_untrusted' };
}
