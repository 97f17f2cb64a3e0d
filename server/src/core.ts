import type { Logger } from 'pino';
import type { AppDirectory } from './apps/app-directory.ts';
import type { RequestLog } from './apps/requests/request-log.ts';
import type { NoteVersion } from './apps/version-notes.ts';
import type { NoteWrongSignature } from './apps/wrong-signatures.ts';
import type { Audit } from './audit/audit.ts';
import type { CallPace } from './channels/call-pace.ts';
import type { Channel, ChannelAdapter } from './channels/channel.ts';
import type { RetentionHours } from './consents/retention-periods.ts';
import type { Database } from './db/database.ts';
import type { Standby } from './db/standby.ts';
import type { DeliveryMethod, Sender } from './invoices/deliver/sender.ts';
import type { InvoiceProvider, InvoiceProviderName } from './invoices/provider.ts';
import type { Clock } from './lib/clock.ts';
import type { NewId } from './lib/ids.ts';
import type { Vault } from './lib/vault.ts';
import type { AccountDirectory } from './merchants/account-directory.ts';
import type { Robots } from './messages/robots.ts';
import type { PartnerReach } from './notifications/partner-reach.ts';
import type { NoteUnreachable } from './notifications/unreachable-notes.ts';
import type { PasswordCost } from './operators/password-cost.ts';
import type { OrderBatches } from './orders/order-batches.ts';
import type { BookingBatches } from './processing/proof.ts';

/** What every use case works with; made once by `open-core.ts` and passed first. */
export interface Core {
  readonly db: Database;
  /** Where the console reads what may lag; undefined: from `db` as well. */
  readonly standby: Standby | undefined;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly vault: Vault;
  readonly apps: AppDirectory;
  readonly orders: OrderBatches;
  readonly bookings: BookingBatches;
  readonly accounts: AccountDirectory;
  readonly channels: ReadonlyMap<Channel, ChannelAdapter>;
  /** How fast this process calls channels that said it is too often. */
  readonly callPace: CallPace;
  readonly invoiceProviders: ReadonlyMap<InvoiceProviderName, InvoiceProvider>;
  /** How people are reached, as this installation is set up. */
  readonly senders: ReadonlyMap<DeliveryMethod, Sender>;
  /** Robots of groups, through which operators are told what waits. */
  readonly robots: Robots;
  /** Which notification addresses of partners are allowed. */
  readonly reach: PartnerReach;
  readonly noteUnreachable: NoteUnreachable;
  readonly noteVersion: NoteVersion;
  readonly noteWrongSignature: NoteWrongSignature;
  readonly requests: RequestLog;
  /** Where this process writes the heads of the audit log; undefined: nowhere. */
  readonly auditHeadFile: string | undefined;
  /** What new hashes of operators' passwords and recovery codes take. */
  readonly passwordCost: PasswordCost;
  /** For how long personal data is kept here. */
  readonly retention: RetentionHours;
  /** Where payers, partners and channels reach this server; no trailing slash. */
  readonly publicUrl: string;
  /** Where operators reach the console; no trailing slash. */
  readonly consoleUrl: string;
  readonly log: Logger;
}

/** What a use case that an operator calls works with besides: the entry that the commit of its change names. */
export interface Audited {
  readonly audit: Audit;
}

export type AuditedCore = Core & Audited;
