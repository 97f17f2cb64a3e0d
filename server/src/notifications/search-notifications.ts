import type { Core } from '../core.ts';
import { isId } from '../lib/ids.ts';
import { type Page, type PageWish, pageOf } from '../lib/page.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { NotificationFilter, NotificationListed } from './notification-list.ts';
import { selectNotifications } from './notification-search-store.ts';

/** Notifications, those of the newest orders first. */
export async function searchNotifications(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  filter: NotificationFilter,
  { after, limit }: PageWish,
): Promise<Page<NotificationListed>> {
  const before = after !== undefined && isId(after) ? after : undefined;
  const found = await selectNotifications(core.db, scope, filter, before, limit + 1);
  return pageOf(found, limit, ({ orderId }) => orderId);
}
