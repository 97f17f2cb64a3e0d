import { expect, test } from 'vitest';
import { CONSOLE_ROUTES } from './all-routes.ts';

test('these routes may be answered by a standby, and no others', () => {
  const lagging = CONSOLE_ROUTES.filter((route) => route.access !== 'anyone' && route.mayLag);
  expect(lagging.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
    'GET /audit',
    'GET /audit/about',
    'GET /audit/export',
    'GET /changes',
    'GET /changes/export',
    'GET /endpoints',
    'GET /endpoints/export',
    'GET /invoices',
    'GET /invoices/export',
    'GET /notifications',
    'GET /notifications/export',
    'GET /orders',
    'GET /orders/:orderId',
    'GET /orders/:orderId/version',
    'GET /orders/export',
    'GET /overview',
    'GET /overview/export',
    'GET /overview/now',
    'GET /problems',
    'GET /problems/:kind',
    'GET /problems/:kind/export',
    'GET /reconciliation/days',
    'GET /reconciliation/days/export',
    'GET /reconciliation/differences',
    'GET /reconciliation/differences/export',
    'GET /reconciliation/work',
    'GET /refund-applications',
    'GET /refund-applications/export',
    'GET /refunds',
    'GET /refunds/export',
    'GET /retention',
    'GET /retention/export',
    'GET /settlement/sheets',
    'GET /settlement/sheets/:appId/:month/movements',
    'GET /settlement/sheets/:appId/:month/movements/export',
    'GET /settlement/sheets/export',
    'GET /waiting',
    'GET /workbench/health',
    'GET /workbench/notifications',
    'GET /workbench/notifications/export',
    'GET /workbench/orders',
    'GET /workbench/orders/export',
    'GET /workbench/requests',
    'GET /workbench/requests/export',
    'GET /workbench/sampled-days',
    'POST /orders/find',
    'POST /orders/find/export',
  ]);
});

test('a file of a list may be as old as the list', () => {
  for (const route of CONSOLE_ROUTES) {
    if (route.access === 'anyone' || !route.path.endsWith('/export')) continue;
    const path = route.path.slice(0, -'/export'.length);
    const list = CONSOLE_ROUTES.find((each) => each.path === path && each.method === route.method);
    expect(list, path).toMatchObject({ mayLag: route.mayLag });
  }
});
