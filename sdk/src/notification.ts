import { isRequestSignedBy, openRequest, type SealedRequest } from '@zhixiao/protocol/envelope';
import { parseJson } from '@zhixiao/protocol/json';
import type { StrongProfile } from '@zhixiao/protocol/profile';
import { openStrongNotification } from '@zhixiao/protocol/profile-notification';
import { type AppKeys, type CompleteKeys, completeKeys } from './app-keys.ts';
import { notificationContent } from './content.ts';
import { BadNotificationError } from './errors.ts';
import type { Notification } from './types.ts';

/** The body to answer a notification with, once it is safely stored. */
export const NOTIFICATION_RECEIVED = 'success';

/**
 * Verifies and decrypts a notification: the form as it came, parsed, or its fields. The same one may
 * come again: recognise it by `out_trade_no` and answer success again.
 * @param headers of the request, in small letters; `v2` and `v2-sm` need them, and the body as the text that came
 * @throws BadNotificationError
 */
export function readNotification(
  keys: AppKeys,
  body: string | URLSearchParams | SealedFields,
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
function publishedText(app: CompleteKeys, body: string | URLSearchParams | SealedFields): string {
  const request = sealedRequest(body);
  if (request.id !== app.appId) throw new BadNotificationError('id 不是本应用的 appid');
  if (!isRequestSignedBy(app, request)) throw new BadNotificationError('签名错误');
  return openRequest(app, request);
}

/** @throws BadNotificationError, DecryptError */
function strongText(
  app: CompleteKeys,
  profile: StrongProfile,
  body: string | URLSearchParams | SealedFields,
  headers: NotificationHeaders,
): string {
  if (typeof body !== 'string') throw new BadNotificationError('body 应为收到的原文');
  const text = openStrongNotification(profile, app, { headers, body }, new Date());
  if (text === undefined) throw new BadNotificationError('签名错误，或时间与本机相差超过 5 分钟');
  return text;
}

/** The form's fields as a web framework gives them. */
export interface SealedFields {
  readonly id?: unknown;
  readonly param?: unknown;
  readonly sign?: unknown;
}

function sealedRequest(body: string | URLSearchParams | SealedFields): SealedRequest {
  const isForm = typeof body === 'string' || body instanceof URLSearchParams;
  const form = isForm ? new URLSearchParams(body) : undefined;
  const field = (name: keyof SealedFields): string => {
    const values: unknown[] = form ? form.getAll(name) : [(body as SealedFields)[name]];
    const [value] = values;
    if (values.length !== 1 || typeof value !== 'string' || value === '') {
      throw new BadNotificationError(`${name} 应当出现且只出现一次`);
    }
    return value;
  };
  // base64 has no spaces: one is a "+" that was not escaped
  return { id: field('id'), param: field('param').replaceAll(' ', '+'), sign: field('sign') };
}
