import type { Period } from './period.ts';

/** What the figures are of, as the lists of orders have it. */
export interface Filter extends Period {
  readonly appId?: string | undefined;
}

/** The orders whose payments the figures of money received are made of: their sum is the figure. */
export function paidOrdersOf({ from, to, appId }: Filter, channel?: string): string {
  const query = new URLSearchParams({ status: 'paid', bookedFrom: from, bookedTo: to });
  if (channel !== undefined) query.set('channel', channel);
  if (appId !== undefined) query.set('appId', appId);
  return `/orders?${query}`;
}

/** All orders that were made on a day. */
export function ordersMadeOn(day: string, { appId }: Pick<Filter, 'appId'>): string {
  return `/orders?${new URLSearchParams({ from: day, to: day, ...(appId ? { appId } : {}) })}`;
}
