import { DecryptError } from '@zhixiao/protocol/cipher';
import {
  type AppKeys,
  isRequestSignedBy,
  openRequest,
  type SealedRequest,
  type SealedResponse,
  sealResponse,
} from '@zhixiao/protocol/envelope';
import { FieldError } from '@zhixiao/protocol/fields';
import { parseJson } from '@zhixiao/protocol/json';
import { RET, type RetCode } from '@zhixiao/protocol/ret-codes';
import { type App, validKeys } from '../apps/app.ts';
import { noteNextKeysUsed } from '../apps/rotate-app-keys.ts';
import type { Core } from '../core.ts';
import { Refusal, type RefusalCode, refusalMessage } from '../refusal.ts';
import type { PartnerInterface } from './partner-interface.ts';
import type { RawRequest } from './request-body.ts';

/**
 * Answers one partner request. The order of checks is the contract: known app, signature, and only
 * then decryption, JSON and fields, so that there is no padding oracle. While an app changes its keys,
 * an answer speaks with those the request was signed with.
 */
export async function answerPartner(
  core: Core,
  called: PartnerInterface,
  raw: RawRequest,
): Promise<SealedResponse> {
  const app = raw.id === undefined ? undefined : await core.apps(raw.id);
  let keys = app?.keys;
  try {
    const request = complete(raw);
    if (!app) throw new FieldError('id', '不存在，请检查 appid');
    keys = signedWith(app, request);
    if (keys === app.nextKeys && !app.nextKeysUsed) await noteNextKeysUsed(core, app.appId);
    const content = await called.answer(core, app, open(app, keys, request));
    return sealResponse(keys, RET.ok, typeof content === 'string' ? content : JSON.stringify(content));
  } catch (error) {
    const refused = asRefused(error);
    if (!refused) throw error;
    return keys
      ? sealResponse(keys, refused.code, refused.message)
      : plainAnswer(refused.code, refused.message);
  }
}

/** An answer for a caller we share no key with: the message in plain text, unsigned. */
export function plainAnswer(code: RetCode, message: string): SealedResponse {
  return { ret_code: code, ret_content: message, sign: '' };
}

function complete(raw: RawRequest): SealedRequest {
  const { id, param, sign } = raw;
  if (!id) throw new FieldError('id', '不能为空');
  if (!param) throw new FieldError('param', '不能为空');
  if (!sign) throw new FieldError('sign', '不能为空');
  return { id, param, sign };
}

function signedWith(app: App, request: SealedRequest): AppKeys {
  const keys = validKeys(app).find((valid) => isRequestSignedBy(valid, request));
  if (!keys) throw new FieldError('sign', '签名错误，应为 md5(id + param + appsecret)');
  return keys;
}

function open(app: App, keys: AppKeys, request: SealedRequest): unknown {
  if (app.frozen) throw new Refusal('app_frozen', {});
  let text: string;
  try {
    text = openRequest(keys, request);
  } catch (error) {
    if (!(error instanceof DecryptError)) throw error;
    throw new FieldError('param', `解密失败，应为 ${keys.cipher} 加密后的 base64`);
  }
  try {
    return parseJson(text);
  } catch {
    throw new FieldError('param', '解密后不是有效的 JSON');
  }
}

function asRefused(error: unknown): { code: RetCode; message: string } | undefined {
  if (error instanceof FieldError) return { code: RET.badRequest, message: error.message };
  if (error instanceof Refusal)
    return { code: RET_OF[error.code as RefusalCode], message: refusalMessage(error) };
  return undefined;
}

const RET_OF: Readonly<Record<RefusalCode, RetCode>> = {
  app_frozen: RET.frozen,
  terms_differ: RET.badRequest,
  refund_terms_differ: RET.badRequest,
  order_not_found: RET.refused,
  order_paid: RET.refused,
  order_not_paid: RET.refused,
  order_closed: RET.refused,
  order_closing: RET.refused,
  channel_not_enabled: RET.refused,
  alipay_mini_program_off: RET.refused,
  channel_declined: RET.refused,
  channel_unknown: RET.refused,
  payment_preparing: RET.refused,
  payment_in_doubt: RET.refused,
  refund_exceeds: RET.refused,
  refund_exceeds_waiting: RET.refused,
  refund_declined: RET.refused,
  refund_unknown: RET.refused,
  refund_not_found: RET.refused,
  school_not_found: RET.refused,
  school_exists: RET.refused,
  payer_not_bound: RET.refused,
  person_not_found: RET.refused,
  person_frozen: RET.frozen,
  payer_bound: RET.refused,
  person_bound: RET.refused,
  bind_mismatch: RET.refused,
  bind_too_often: RET.refused,
  roster_unreadable: RET.refused,
  card_not_offered: RET.refused,
  card_not_issued: RET.refused,
  card_link_refused: RET.refused,
  app_not_found: RET.refused,
  app_exists: RET.refused,
  app_keys_unfit: RET.refused,
  keys_already_changing: RET.refused,
  keys_not_changing: RET.refused,
  account_not_found: RET.refused,
  account_exists: RET.refused,
  account_invalid: RET.refused,
  account_merchant_differs: RET.refused,
  refund_request_not_found: RET.refused,
  refund_request_decided: RET.refused,
  refund_needs_another_person: RET.refused,
  refund_reason_missing: RET.refused,
  bill_not_there: RET.refused,
  bill_before_account: RET.refused,
  bill_day_locked: RET.refused,
  reconciliation_running: RET.refused,
  differences_open: RET.refused,
  difference_not_found: RET.refused,
  repair_not_possible: RET.refused,
  repair_changed: RET.refused,
  same_person: RET.refused,
  month_not_begun: RET.refused,
  month_locked: RET.refused,
  earlier_month_open: RET.refused,
  order_refunded: RET.refused,
  invoice_not_found: RET.refused,
  invoice_not_issued: RET.refused,
  invoice_account_not_found: RET.refused,
  invoice_terms_differ: RET.refused,
  not_signed_in: RET.refused,
  not_permitted: RET.refused,
  other_site: RET.refused,
  proof_needed: RET.refused,
  proof_wrong: RET.refused,
  sign_in_wrong: RET.refused,
  sign_in_locked: RET.refused,
  second_factor_needed: RET.refused,
  second_factor_not_begun: RET.refused,
  passkey_refused: RET.refused,
  link_not_valid: RET.refused,
  password_unfit: RET.refused,
  operator_not_found: RET.refused,
  operator_exists: RET.refused,
  operator_is_you: RET.refused,
};
