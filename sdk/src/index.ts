export type { AppKeys } from './app-keys.ts';
export { type Client, type ClientOptions, createClient } from './client.ts';
export {
  BadNotificationError,
  BadRequestError,
  FrozenError,
  RefusedError,
  UnknownOutcomeError,
  ZhixiaoError,
} from './errors.ts';
export {
  type FormFields,
  NOTIFICATION_RECEIVED,
  type NotificationHeaders,
  readNotification,
  type SealedFields,
} from './notification.ts';
export { notificationHandler } from './notification-handler.ts';
export type { ErrorCode } from './reasons.ts';
export type { ReceiverOptions } from './receiver/receive.ts';
export { type NotificationReceiver, notificationReceiver } from './receiver/receiver.ts';
export type * from './types.ts';
