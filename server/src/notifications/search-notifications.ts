import type { ListTotals } from '@zhixiao/contract/console/list';
import type { Core } from '../core.ts';
import { type Page, type PageQuery, pageSorted } from '../lib/page.ts';
import type { AppScope } from '../schools/scope.ts';
import type { NotificationFilter, NotificationListed } from './notification-list.ts';
import { countNotifications, selectNotifications } from './notification-search-store.ts';

/** Notifications, those of the newest orders first unless they are sorted otherwise. */
export async function searchNotifications(
  core: Pick<Core, 'db'>,
  scope: AppScope,
  filter: NotificationFilter,
  page: PageQuery,
): Promise<Page<NotificationListed>> {
  return pageSorted(page, 'orderId', filter.sort, (behind, limit) =>
    selectNotifications(core.db, scope, filter, behind, limit),
  );
}

/** How many notifications the filter finds on all pages; undefined when that takes too long. */
export function totalNotifications(
  core: Pick<Core, 'db'>,
  scope: AppScope,
  filter: NotificationFilter,
): Promise<ListTotals | undefined> {
  return countNotifications(core.db, scope, filter);
}
