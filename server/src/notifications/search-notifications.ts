import type { Core } from '../core.ts';
import { type Page, type PageQuery, pageById } from '../lib/page.ts';
import type { AppScope } from '../schools/scope.ts';
import type { NotificationFilter, NotificationListed } from './notification-list.ts';
import { selectNotifications } from './notification-search-store.ts';

/** Notifications, those of the newest orders first. */
export async function searchNotifications(
  core: Pick<Core, 'db'>,
  scope: AppScope,
  filter: NotificationFilter,
  page: PageQuery,
): Promise<Page<NotificationListed>> {
  return pageById(page, 'orderId', (before, limit) =>
    selectNotifications(core.db, scope, filter, before, limit),
  );
}
