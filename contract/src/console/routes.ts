import type { TSchema } from 'typebox';
import type { Of } from '../schema.ts';
import { ACCOUNT_ROUTES } from './account.ts';
import { APP_ROUTES } from './apps.ts';
import { AUDIT_ROUTES } from './audit.ts';
import { CHANGE_ROUTES } from './changes.ts';
import { CHANNEL_ACCOUNT_ROUTES } from './channel-accounts.ts';
import { DIRECTORY_ROUTES } from './directory.ts';
import { INVOICE_ROUTES } from './invoices.ts';
import type { File } from './list.ts';
import { MESSAGE_ROUTES } from './messages.ts';
import { NOTIFICATION_ROUTES } from './notifications.ts';
import { OPERATOR_ROUTES } from './operators.ts';
import { ORDER_ROUTES } from './orders.ts';
import { OVERVIEW_ROUTES } from './overview.ts';
import { PEOPLE_ROUTES } from './people.ts';
import { PERSONAL_DATA_ROUTES } from './personal-data.ts';
import { RECONCILIATION_ROUTES } from './reconciliation.ts';
import { REFUND_ROUTES } from './refunds.ts';
import { RETENTION_ROUTES } from './retention.ts';
import { SAVED_VIEW_ROUTES } from './saved-views.ts';
import { SCHOOL_ROUTES } from './schools.ts';
import { SEARCH_ROUTES } from './search.ts';
import { SESSION_ROUTES } from './session.ts';
import { SETTLEMENT_ROUTES } from './settlement.ts';
import { SIGN_IN_ROUTES } from './sign-in.ts';
import { SIGNATURE_ROUTES } from './signature.ts';
import { WORKBENCH_ROUTES } from './workbench.ts';

/**
 * Every route of the console by method and path under `/console-api`. The server reads parameters and writes answers by
 * these; the pages' calls are checked against the types.
 */
export const ROUTES = {
  ...SESSION_ROUTES,
  ...SIGN_IN_ROUTES,
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
  ...NOTIFICATION_ROUTES,
  ...MESSAGE_ROUTES,
  ...WORKBENCH_ROUTES,
  ...SEARCH_ROUTES,
};

type Schemas = typeof ROUTES;
export type RouteKey = keyof Schemas;

/** What each route takes and answers. */
export type Routes = {
  readonly [Key in RouteKey]: {
    readonly params: Of<Schemas[Key]['params']>;
    readonly answer: AnswerOf<Schemas[Key]['answer']>;
  };
};

type AnswerOf<Answer extends TSchema | File> = Answer extends File ? File : Of<Exclude<Answer, File>>;
