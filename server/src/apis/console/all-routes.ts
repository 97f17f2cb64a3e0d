import { ACCOUNT_ROUTES } from './account-routes.ts';
import { APP_ROUTES } from './app-routes.ts';
import { AUDIT_ROUTES } from './audit-routes.ts';
import { CHANGE_ROUTES } from './change-routes.ts';
import { CHANNEL_ACCOUNT_ROUTES } from './channel-account-routes.ts';
import { DIRECTORY_ROUTES } from './directory-routes.ts';
import { INVOICE_ACCOUNT_ROUTES } from './invoice-account-routes.ts';
import { INVOICE_ROUTES } from './invoice-routes.ts';
import { MESSAGE_ROUTES } from './message-routes.ts';
import { NOTIFICATION_ROUTES } from './notification-routes.ts';
import { OPERATOR_ROUTES } from './operator-routes.ts';
import { ORDER_ROUTES } from './order-routes.ts';
import { OVERVIEW_ROUTES } from './overview-routes.ts';
import { PEOPLE_ROUTES } from './people-routes.ts';
import { PERSONAL_DATA_ROUTES } from './personal-data-routes.ts';
import { RECONCILIATION_ROUTES } from './reconciliation-routes.ts';
import { REFUND_ROUTES } from './refund-routes.ts';
import { RETENTION_ROUTES } from './retention-routes.ts';
import type { Route } from './route.ts';
import { SAVED_VIEW_ROUTES } from './saved-view-routes.ts';
import { SCHOOL_ROUTES } from './school-routes.ts';
import { SEARCH_ROUTES } from './search-routes.ts';
import { SESSION_ROUTES } from './session-routes.ts';
import { SETTLEMENT_ROUTES } from './settlement-routes.ts';
import { SIGN_IN_ROUTES } from './sign-in-routes.ts';
import { SIGNATURE_ROUTES } from './signature-routes.ts';
import { WORKBENCH_ROUTES } from './workbench-routes.ts';

/** Every route of the console; what is not among these is not there. */
export const CONSOLE_ROUTES: readonly Route[] = [
  ...SIGN_IN_ROUTES,
  ...SESSION_ROUTES,
  ...ACCOUNT_ROUTES,
  ...SAVED_VIEW_ROUTES,
  ...OPERATOR_ROUTES,
  ...CHANGE_ROUTES,
  ...AUDIT_ROUTES,
  ...RETENTION_ROUTES,
  ...RECONCILIATION_ROUTES,
  ...ORDER_ROUTES,
  ...OVERVIEW_ROUTES,
  ...REFUND_ROUTES,
  ...SETTLEMENT_ROUTES,
  ...APP_ROUTES,
  ...CHANNEL_ACCOUNT_ROUTES,
  ...SCHOOL_ROUTES,
  ...SIGNATURE_ROUTES,
  ...DIRECTORY_ROUTES,
  ...PEOPLE_ROUTES,
  ...PERSONAL_DATA_ROUTES,
  ...INVOICE_ROUTES,
  ...INVOICE_ACCOUNT_ROUTES,
  ...NOTIFICATION_ROUTES,
  ...MESSAGE_ROUTES,
  ...WORKBENCH_ROUTES,
  ...SEARCH_ROUTES,
];
