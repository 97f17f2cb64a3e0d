import type { Core } from '../core.ts';
import { withTotals } from '../db/count-states.ts';
import { type CountedPage, type PageQuery, pageSorted } from '../lib/page.ts';
import type { AppScope } from '../schools/scope.ts';
import type { NotificationFilter, NotificationListed } from './notification-list.ts';
import { countNotifications, selectNotifications } from './notification-search-store.ts';

/** Notifications, those of the newest orders first unless they are sorted otherwise. */
export async function searchNotifications(
  core: Pick<Core, 'db'>,
  scope: AppScope,
  filter: NotificationFilter,
  page: PageQuery,
): Promise<CountedPage<NotificationListed>> {
  const rows = pageSorted(page, 'orderId', filter.sort, (behind, limit) =>
    selectNotifications(core.db, scope, filter, behind, limit),
  );
  return withTotals(page, rows, () => countNotifications(core.db, scope, filter));
}
