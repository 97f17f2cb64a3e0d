import type { AccountRoutes } from './account.ts';
import type { AppRoutes } from './apps.ts';
import type { AuditRoutes } from './audit.ts';
import type { ChangeRoutes } from './changes.ts';
import type { ChannelAccountRoutes } from './channel-accounts.ts';
import type { DirectoryRoutes } from './directory.ts';
import type { InvoiceRoutes } from './invoices.ts';
import type { NotificationRoutes } from './notifications.ts';
import type { OperatorRoutes } from './operators.ts';
import type { OrderRoutes } from './orders.ts';
import type { OverviewRoutes } from './overview.ts';
import type { PersonalDataRoutes } from './personal-data.ts';
import type { ReconciliationRoutes } from './reconciliation.ts';
import type { RefundRoutes } from './refunds.ts';
import type { RetentionRoutes } from './retention.ts';
import type { SchoolRoutes } from './schools.ts';
import type { SessionRoutes } from './session.ts';
import type { SettlementRoutes } from './settlement.ts';
import type { SignInRoutes } from './sign-in.ts';
import type { SignatureRoutes } from './signature.ts';

/**
 * Every route of the console by method and path under `/console-api`. `params` are what is in the path and
 * the query or body, flat; the server's declarations and the pages' calls are checked against this.
 */
export interface Routes
  extends SessionRoutes,
    SignInRoutes,
    AccountRoutes,
    OperatorRoutes,
    ChangeRoutes,
    AuditRoutes,
    RetentionRoutes,
    ReconciliationRoutes,
    OrderRoutes,
    OverviewRoutes,
    RefundRoutes,
    SettlementRoutes,
    AppRoutes,
    ChannelAccountRoutes,
    SchoolRoutes,
    SignatureRoutes,
    DirectoryRoutes,
    PersonalDataRoutes,
    InvoiceRoutes,
    NotificationRoutes {}

export type RouteKey = keyof Routes;
