import { type CipherName, decrypt, encrypt } from './cipher.ts';
import type { RetCode } from './ret-codes.ts';
import { requestSign, responseSign, signatureMatches } from './signature.ts';

/** What both sides of one app share: its id, signing secret, AES key and cipher. */
export interface AppKeys {
  readonly appId: string;
  readonly appSecret: string;
  readonly aesKey: string;
  readonly cipher: CipherName;
}

/** A request or notification on the wire (sections 1.3 and 2.5). */
export interface SealedRequest {
  readonly id: string;
  readonly param: string;
  readonly sign: string;
}

/** A response on the wire; `ret_code` is a JSON number. */
export interface SealedResponse {
  readonly ret_code: number;
  readonly ret_content: string;
  readonly sign: string;
}

/** Encrypts and signs `content` as a request or a notification. */
export function sealRequest(keys: AppKeys, content: object): SealedRequest {
  const param = encrypt(keys.cipher, keys.aesKey, JSON.stringify(content));
  return { id: keys.appId, param, sign: requestSign(keys.appId, param, keys.appSecret) };
}

/** Whether the request was signed with this app's secret. Check it before `openRequest`. */
export function isRequestSignedBy(keys: AppKeys, request: SealedRequest): boolean {
  return signatureMatches(requestSign(request.id, request.param, keys.appSecret), request.sign);
}

/**
 * The decrypted text of a request whose signature holds.
 * @throws DecryptError
 */
export function openRequest(keys: AppKeys, request: SealedRequest): string {
  return decrypt(keys.cipher, keys.aesKey, request.param);
}

/** Encrypts and signs a response. `text` is JSON on success, a plain Chinese message otherwise. */
export function sealResponse(keys: AppKeys, retCode: RetCode, text: string): SealedResponse {
  const content = encrypt(keys.cipher, keys.aesKey, text);
  return {
    ret_code: retCode,
    ret_content: content,
    sign: responseSign(retCode, content, keys.appSecret),
  };
}

/** Whether the response was signed with this app's secret. */
export function isResponseSignedBy(keys: AppKeys, response: SealedResponse): boolean {
  const expected = responseSign(response.ret_code, response.ret_content, keys.appSecret);
  return signatureMatches(expected, response.sign);
}

/**
 * The decrypted text of a response whose signature holds.
 * @throws DecryptError
 */
export function openResponse(keys: AppKeys, response: SealedResponse): string {
  return decrypt(keys.cipher, keys.aesKey, response.ret_content);
}
