import type { Logger } from 'pino';
import { appDirectory } from '../apps/app-directory.ts';
import { RequestLog } from '../apps/requests/request-log.ts';
import { REQUEST_ROWS_PER_APP_DAY } from '../apps/requests/request-quota.ts';
import { versionNotes } from '../apps/version-notes.ts';
import { wrongSignatures } from '../apps/wrong-signatures.ts';
import type { HeadPlaces } from '../audit/keep-heads.ts';
import { createCallPace } from '../channels/call-pace.ts';
import { createChannels } from '../channels/create-channels.ts';
import { type RetentionHours, readRetentionDays } from '../consents/retention-periods.ts';
import type { Core } from '../core.ts';
import { openDatabase } from '../db/database.ts';
import { openStandby, type StandbyOptions } from '../db/standby.ts';
import { createSenders, type SenderSettings } from '../invoices/deliver/senders.ts';
import { nuonuoTokens } from '../invoices/nuonuo-tokens-store.ts';
import { createNuonuoClient } from '../invoices/providers/nuonuo/client.ts';
import { createNuonuoProvider } from '../invoices/providers/nuonuo/nuonuo-provider.ts';
import { createReceiptPainter } from '../invoices/providers/receipt/painter.ts';
import { createReceiptProvider } from '../invoices/providers/receipt/receipt-provider.ts';
import type { Clock } from '../lib/clock.ts';
import { createHttpClient } from '../lib/http-client.ts';
import { idMaker } from '../lib/ids.ts';
import type { Vault } from '../lib/vault.ts';
import { accountDirectory } from '../merchants/account-directory.ts';
import { createRobots, ROBOT_HOSTS } from '../messages/robots.ts';
import { createNameLookup } from '../notifications/name-lookup.ts';
import { createPartnerReach, type PartnerNetwork } from '../notifications/partner-reach.ts';
import { unreachableNotes } from '../notifications/unreachable-notes.ts';
import { PASSWORD_COST, type PasswordCost } from '../operators/password-cost.ts';
import { orderBatches } from '../orders/order-batches.ts';
import { bookingBatches } from '../processing/booking-batches.ts';
import { findLogo } from '../schools/brand-store.ts';

export interface CoreOptions {
  readonly databaseUrl: string;
  /** The pooler in front of that database, where there is one. */
  readonly poolerUrl?: string | undefined;
  readonly databasePoolSize: number;
  /** Its standbys that may be read from; undefined: there is none, or nothing of the console is answered. */
  readonly standby?: Omit<StandbyOptions, 'log'> | undefined;
  readonly vault: Vault;
  readonly publicUrl: string;
  /** Where operators reach the console; undefined: there too. */
  readonly consoleUrl?: string;
  /** Where the emulated channels are; undefined: the real ones. */
  readonly sandboxUrl: string | undefined;
  /** A call to a channel that takes longer has an unknown outcome. Milliseconds. */
  readonly channelTimeoutMs: number;
  readonly senders?: SenderSettings;
  readonly partners?: PartnerNetwork;
  /** Where heads of the audit log are written out; undefined: nowhere. */
  readonly auditHeads?: HeadPlaces;
  /** For how long personal data is kept; undefined: as by default. */
  readonly retention?: RetentionHours;
  /** What a hash of a password takes; undefined: as by default, which only tests go below. */
  readonly passwordCost?: PasswordCost;
  /** Which of several databases this one is, 0 to 15; undefined: the only one. */
  readonly shard?: number | undefined;
  /** How many requests of an app are kept a day; 0: none, undefined: as by default. */
  readonly requestRowsPerAppDay?: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Wires what use cases work with, for the server and for commands. Disposing it leaves the database. */
export function openCore(options: CoreOptions): { readonly core: Core } & AsyncDisposable {
  const stack = new AsyncDisposableStack();
  const db = openDatabase({
    url: options.databaseUrl,
    poolerUrl: options.poolerUrl,
    poolSize: options.databasePoolSize,
    log: options.log,
  });
  stack.defer(() => db.close());
  const standby = options.standby && openStandby(db, { ...options.standby, log: options.log });
  if (standby) stack.defer(() => standby.close());
  const channelHttp = stack.use(createHttpClient({ timeoutMs: options.channelTimeoutMs }));

  const {
    vault,
    clock,
    log,
    publicUrl,
    sandboxUrl,
    requestRowsPerAppDay = REQUEST_ROWS_PER_APP_DAY,
  } = options;
  const receipts = createReceiptProvider(
    stack.use(createReceiptPainter()),
    clock,
    sandboxUrl !== undefined,
    (logoHash) => findLogo(db, logoHash),
  );
  const nuonuo = createNuonuoProvider(
    createNuonuoClient({
      http: channelHttp,
      clock,
      tokens: nuonuoTokens(db, vault, clock),
      ...(sandboxUrl === undefined ? {} : { endpoints: emulatedNuonuo(sandboxUrl) }),
    }),
  );
  const senders = createSenders(options.senders ?? {}, channelHttp, clock);
  for (const sender of senders.values()) stack.use(sender);
  const { privateNetworks = [], nameServers } = options.partners ?? {};
  const names = createNameLookup({ servers: nameServers });
  stack.defer(() => names.stop());
  const core: Core = {
    db,
    standby,
    clock,
    newId: idMaker(clock, options.shard),
    vault,
    apps: appDirectory(db, vault),
    orders: orderBatches(db, vault),
    bookings: bookingBatches(() => core),
    accounts: accountDirectory(db, vault),
    channels: createChannels({ http: channelHttp, clock, sandboxUrl }, log),
    callPace: createCallPace(log),
    invoiceProviders: new Map([receipts, nuonuo].map((provider) => [provider.provider, provider])),
    senders,
    robots: createRobots(
      channelHttp,
      clock,
      sandboxUrl === undefined
        ? ROBOT_HOSTS
        : { wecom: `${sandboxUrl}/wecom`, dingtalk: `${sandboxUrl}/dingtalk` },
    ),
    reach: createPartnerReach({ allowLoopback: sandboxUrl !== undefined, privateNetworks }, names),
    noteUnreachable: unreachableNotes(db, clock, log),
    noteVersion: versionNotes(db, clock, log),
    noteWrongSignature: wrongSignatures(log),
    requests: stack.use(new RequestLog({ db, clock, log }, requestRowsPerAppDay)),
    auditHeadFile: options.auditHeads?.file,
    passwordCost: options.passwordCost ?? PASSWORD_COST,
    retention: options.retention ?? readRetentionDays(undefined),
    publicUrl,
    consoleUrl: options.consoleUrl ?? publicUrl,
    log,
  };
  return { core, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function emulatedNuonuo(sandboxUrl: string) {
  return {
    serviceUrl: `${sandboxUrl}/nuonuo/open/v1/services`,
    tokenUrl: `${sandboxUrl}/nuonuo/accessToken`,
  };
}
