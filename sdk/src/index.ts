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
  type NotificationKeys,
  notificationHandler,
  readNotification,
} from './notification.ts';
export type * from './types.ts';
