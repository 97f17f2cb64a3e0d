import { isRequestSignedBy, openRequest, type SealedRequest } from '@zhixiao/protocol/envelope';
import { parseJson } from '@zhixiao/protocol/json';
import type { StrongProfile } from '@zhixiao/protocol/profile';
import { openStrongNotification } from '@zhixiao/protocol/profile-notification';
import type { AppKeys } from './app-keys.ts';
import { type CompleteKeys, completeKeys } from './complete-keys.ts';
import { notificationContent } from './content.ts';
import { BadNotificationError } from './errors.ts';
import type { Notification } from './types.ts';

/** The body to answer a notification with, once it is safely stored. */
export const NOTIFICATION_RECEIVED = 'success';

/**
 * Verifies and decrypts a notification: the form as it came, parsed, or its fields. The same one may
 * come again: recognise it by `out_trade_no` and answer success again.
 * @param headers of the request, in small letters; `v2` and `v2-sm` need them
 * @throws BadNotificationError
 */
export function readNotification(
  keys: AppKeys,
  body: string | FormFields | SealedFields,
  headers: NotificationHeaders = {},
): Notification {
  const app = completeKeys(keys);
  try {
    const text =
      app.profile === 'v1' ? publishedText(app, body) : strongText(app, app.profile, body, headers);
    return notificationContent(parseJson(text));
  } catch (cause) {
    if (cause instanceof BadNotificationError) throw cause;
    throw new BadNotificationError('内容不是支付通知', { cause });
  }
}

/** As `node:http` and web frameworks on it give them. */
export type NotificationHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** @throws BadNotificationError, DecryptError */
function publishedText(app: CompleteKeys, body: string | FormFields | SealedFields): string {
  const request = sealedRequest(body);
  if (request.id !== app.appId) throw new BadNotificationError('id 不是本应用的 appid');
  if (!isRequestSignedBy(app, request)) throw new BadNotificationError('签名错误');
  return openRequest(app, request);
}

/** @throws BadNotificationError, DecryptError */
function strongText(
  app: CompleteKeys,
  profile: StrongProfile,
  body: string | FormFields | SealedFields,
  headers: NotificationHeaders,
): string {
  const sent = typeof body === 'string' ? body : sentText(body);
  const text = openStrongNotification(profile, app, { headers, body: sent }, new Date());
  if (text === undefined) throw new BadNotificationError('签名错误，或时间与本机相差超过 5 分钟');
  return text;
}

/** The platform writes these two fields and nothing else, so that one text alone can have been parsed into them. */
function sentText(body: FormFields | SealedFields): string {
  if (isForm(body)) throw new BadNotificationError('第二版协议的通知是 JSON，不是表单');
  return JSON.stringify({ id: body.id, param: body.param });
}

/** A parsed form: `URLSearchParams`. */
export interface FormFields {
  getAll(name: string): readonly string[];
}

function isForm(body: FormFields | SealedFields): body is FormFields {
  return 'getAll' in body && typeof body.getAll === 'function';
}

/** The form's fields as a web framework gives them. */
export interface SealedFields {
  readonly id?: unknown;
  readonly param?: unknown;
  readonly sign?: unknown;
}

function sealedRequest(body: string | FormFields | SealedFields): SealedRequest {
  const read = typeof body === 'string' ? new URLSearchParams(body) : body;
  const field = (name: keyof SealedFields): string => {
    const values: readonly unknown[] = isForm(read) ? read.getAll(name) : [read[name]];
    const [value] = values;
    if (values.length !== 1 || typeof value !== 'string' || value === '') {
      throw new BadNotificationError(`${name} 应当出现且只出现一次`);
    }
    return value;
  };
  // base64 has no spaces: one is a "+" that was not escaped
  return { id: field('id'), param: field('param').replaceAll(' ', '+'), sign: field('sign') };
}
