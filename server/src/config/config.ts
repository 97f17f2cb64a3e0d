import { REQUEST_ROWS_PER_APP_DAY } from '../apps/requests/request-quota.ts';
import type { SyslogPlace } from '../audit/syslog.ts';
import { type RetentionHours, readRetentionDays } from '../consents/retention-periods.ts';
import { DEFAULT_LIMITS, type Limits } from '../http/limits.ts';
import type { SenderSettings } from '../invoices/deliver/senders.ts';
import type { PartnerNetwork } from '../notifications/partner-reach.ts';
import { isCidr } from '../notifications/public-address.ts';
import { auditSyslog, consoleUrl, isHost, isNameServer, publicUrl } from './addresses.ts';
import { type DatabaseUrls, databaseUrl, databaseUrls, requireTls, standbyUrls } from './databases.ts';
import { masterKeys } from './master-keys.ts';
import { sms, smtp } from './senders.ts';
import { ConfigError, integer, list, MODES, type Mode, oneOf, type Settings, value } from './settings.ts';
import { type Routing, routing, shard } from './shards.ts';
import { type TracingSettings, tracing, tracingHeaders } from './tracing.ts';

const ROLES = ['all', 'api', 'worker', 'router'] as const;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

/** Every setting of the server, checked. Secrets are apart, in `Secrets`. */
export interface Config {
  readonly mode: Mode;
  readonly role: (typeof ROLES)[number];
  /** Which of several databases this is a server of, 0 to 15; undefined: the only one. */
  readonly shard: number | undefined;
  /** What a router stands in front of; undefined: this is none. */
  readonly routing: Routing | undefined;
  readonly host: string;
  readonly port: number;
  /** Where payers, partners and channels reach this server; no trailing slash. */
  readonly publicUrl: string;
  /** Where operators reach the console; the same unless it has an origin of its own. No trailing slash. */
  readonly consoleUrl: string;
  /** Where the embedded database, the sandbox's state and its master key live. */
  readonly dataDir: string;
  readonly databasePoolSize: number;
  /** A database that is away when the server starts is waited for this long, in milliseconds. */
  readonly databaseWaitMs: number;
  /** What the console reads from a standby may be so old, milliseconds. */
  readonly standbyMaxLagMs: number;
  readonly sandboxPort: number;
  /** A call to a channel that takes longer has an unknown outcome. */
  readonly channelTimeoutMs: number;
  /** Requests a second from one client address, in one process; 0 is no limit. */
  readonly rateLimitPerSecond: number;
  readonly limits: Limits;
  /** Proxies in front whose X-Forwarded-For tells the client's address. */
  readonly trustedProxies: number;
  /** Where notifications may go besides public addresses, and who knows partners' hosts. */
  readonly partners: PartnerNetwork;
  /** For how long personal data is kept, by kind. */
  readonly retention: RetentionHours;
  /** How many requests of a partner's app are kept a day; 0: none. */
  readonly requestRowsPerAppDay: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** For this long after the signal to stop, balancers can see that the server stops; it goes on meanwhile. */
  readonly drainDelayMs: number;
  /** Requests still running when the server stops are waited for this long, in milliseconds. */
  readonly drainTimeoutMs: number;
  /** Where metrics are served; undefined: nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | undefined;
  /** Where traces are sent; undefined: nowhere, and nothing is traced. */
  readonly tracing: TracingSettings | undefined;
  readonly backup: {
    /** Where backups go and WAL is archived; undefined: nowhere. */
    readonly dir: string | undefined;
    /** How many base backups are kept. */
    readonly keep: number;
  };
  /** Where heads of the audit log are sent besides. */
  readonly auditSyslog: SyslogPlace | undefined;
}

/** Never logged and never passed on whole. */
export interface Secrets extends DatabaseUrls {
  /** The role that owns the tables, when the server's own is another. */
  readonly migrationDatabaseUrl: string | undefined;
  /** The role that replicates, for backups of a PostgreSQL of one's own. */
  readonly backupDatabaseUrl: string | undefined;
  /** Hosts whose standbys the console reads what may lag from, each as an address of its own; usually none. */
  readonly standbyUrls: readonly string[];
  /**
   * What secrets and personal data are sealed with: the master key, and while it takes another's place that one behind
   * it. Undefined in the sandbox, which keeps one in its data folder.
   */
  readonly masterKeys: readonly Buffer[] | undefined;
  /** What the collector of traces asks for, such as a key; header by header. */
  readonly tracingHeaders: Readonly<Record<string, string>>;
  /** How payers are reached with their invoices. */
  readonly senders: SenderSettings;
}

/**
 * Reads and cross-checks the settings; `.env.example` describes each.
 * @throws ConfigError
 */
export function parseConfig(settings: Settings): {
  config: Config;
  secrets: Secrets;
} {
  const mode = oneOf(settings, 'PAYMENT_MODE', MODES, 'sandbox');
  const port = integer(settings, 'PORT', 8080, 0, 65535);
  const role = oneOf(settings, 'PROCESS_ROLE', ROLES, 'all');
  // an IPv6 address in brackets is one of an URL
  const host = value(settings, 'HOST')?.replace(/^\[(.*)\]$/, '$1') ?? '0.0.0.0';
  const config: Config = {
    mode,
    role,
    shard: shard(settings, mode),
    routing: routing(settings, role === 'router'),
    host,
    port,
    publicUrl: publicUrl(settings, mode, { host, port }),
    consoleUrl: consoleUrl(settings, mode) ?? publicUrl(settings, mode, { host, port }),
    dataDir: value(settings, 'DATA_DIR') ?? './.data',
    databasePoolSize: integer(settings, 'DATABASE_POOL_SIZE', 16, 2, 500),
    databaseWaitMs: integer(settings, 'DATABASE_WAIT_MS', 60_000, 0, 3_600_000),
    standbyMaxLagMs: integer(settings, 'STANDBY_MAX_LAG_MS', 10_000, 2_000, 300_000),
    sandboxPort: integer(settings, 'SANDBOX_PORT', port === 0 ? 0 : port + 1, 0, 65535),
    // with three calls in a row still well inside a worker's lease
    channelTimeoutMs: integer(settings, 'CHANNEL_TIMEOUT_MS', 8_000, 1_000, 8_000),
    rateLimitPerSecond: integer(settings, 'RATE_LIMIT_PER_SECOND', mode === 'sandbox' ? 0 : 200, 0, 100_000),
    limits: limits(settings),
    trustedProxies: integer(settings, 'TRUSTED_PROXIES', 0, 0, 10),
    partners: {
      privateNetworks: list(settings, 'NOTIFY_PRIVATE_NETWORKS', isCidr, 'networks like 10.20.0.0/16') ?? [],
      nameServers: list(settings, 'NOTIFY_DNS_SERVERS', isNameServer, 'addresses like 10.0.0.53'),
      traceparentHosts: list(settings, 'TRACEPARENT_HOSTS', isHost, 'hosts like dorm.school.example') ?? [],
    },
    retention: retention(settings),
    requestRowsPerAppDay: integer(settings, 'REQUEST_ROWS_PER_APP_DAY', REQUEST_ROWS_PER_APP_DAY, 0, 1e7),
    logLevel: oneOf(settings, 'LOG_LEVEL', LOG_LEVELS, mode === 'sandbox' ? 'warn' : 'info'),
    drainDelayMs: integer(settings, 'DRAIN_DELAY_MS', mode === 'sandbox' ? 0 : 5_000, 0, 60_000),
    drainTimeoutMs: integer(settings, 'DRAIN_TIMEOUT_MS', 15_000, 0, 300_000),
    metrics: metrics(settings),
    tracing: tracing(settings),
    auditSyslog: auditSyslog(settings),
    backup: { dir: value(settings, 'BACKUP_DIR'), keep: integer(settings, 'BACKUP_KEEP', 7, 1, 1_000) },
  };
  const secrets = {
    ...databaseUrls(settings),
    migrationDatabaseUrl: databaseUrl(settings, 'MIGRATION_DATABASE_URL'),
    backupDatabaseUrl: databaseUrl(settings, 'BACKUP_DATABASE_URL'),
    standbyUrls: standbyUrls(settings),
    masterKeys: masterKeys(settings),
    tracingHeaders: tracingHeaders(settings),
    senders: { smtp: smtp(settings), sms: sms(settings) },
  };
  if (
    mode === 'production' &&
    oneOf(settings, 'DATABASE_TLS', ['required', 'off'], 'required') === 'required'
  ) {
    requireTls('DATABASE_URL', secrets.poolerUrl ?? secrets.databaseUrl);
    requireTls('DIRECT_DATABASE_URL', secrets.databaseUrl);
    requireTls('MIGRATION_DATABASE_URL', secrets.migrationDatabaseUrl);
    requireTls('BACKUP_DATABASE_URL', secrets.backupDatabaseUrl);
    for (const url of secrets.standbyUrls) requireTls('STANDBY_DATABASE_URL', url);
  }
  if (mode === 'production' && role !== 'router' && !secrets.masterKeys) {
    throw new ConfigError('MASTER_KEY is needed in production: 32 bytes as base64 (openssl rand -base64 32)');
  }
  return { config, secrets };
}

function limits(settings: Settings): Limits {
  const usual = DEFAULT_LIMITS;
  return {
    rateLimitBurst: integer(settings, 'RATE_LIMIT_BURST', usual.rateLimitBurst, 0, 1_000_000),
    requestTimeoutMs: integer(settings, 'REQUEST_TIMEOUT_MS', usual.requestTimeoutMs, 1_000, 600_000),
    connectionsPerAddress: integer(settings, 'CONNECTIONS_PER_ADDRESS', usual.connectionsPerAddress, 1, 1e6),
    connectionsMax: integer(settings, 'CONNECTIONS_MAX', usual.connectionsMax, 1, 1_000_000),
  };
}

function retention(settings: Settings): RetentionHours {
  try {
    return readRetentionDays(value(settings, 'RETENTION_DAYS'));
  } catch (error) {
    throw new ConfigError(`RETENTION_DAYS ${error instanceof Error ? error.message : error}`);
  }
}

/** Loopback by default, because metrics cover all schools. */
function metrics(settings: Settings): Config['metrics'] {
  const port = integer(settings, 'METRICS_PORT', 0, 0, 65535);
  return port === 0 ? undefined : { host: value(settings, 'METRICS_HOST') ?? '127.0.0.1', port };
}
