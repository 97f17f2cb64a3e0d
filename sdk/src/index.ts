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
  NOTIFICATION_RECEIVED,
  type NotificationHeaders,
  readNotification,
  type SealedFields,
} from './notification.ts';
export { notificationHandler } from './notification-handler.ts';
export type * from './types.ts';
