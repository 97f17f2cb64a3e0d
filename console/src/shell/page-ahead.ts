import { pathHere } from '../routing/location.ts';

/** The pages that operators begin their day with; whoever opens another waits for the shell first. */
const FIRST_PAGES: Readonly<Record<string, () => Promise<unknown>>> = {
  '/': () => import('../pages/overview/overview-page.tsx'),
  '/overview': () => import('../pages/overview/overview-page.tsx'),
  '/orders': () => import('../pages/orders/orders-page.tsx'),
  '/refunds': () => import('../pages/refunds/refunds-page.tsx'),
  '/refund-applications': () => import('../pages/refunds/applications-page.tsx'),
  '/reconciliation': () => import('../pages/reconciliation/days-page.tsx'),
};

/** Fetches the page that the address names beside the shell and the session: one after the other they would be journeys more. */
export function fetchPageAhead(): void {
  // who needs it fetches it again, and hears of what fails
  FIRST_PAGES[pathHere()]?.().catch(() => undefined);
}
