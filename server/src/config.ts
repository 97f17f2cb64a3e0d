import { Resolver } from 'node:dns';
import { existsSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { env, loadEnvFile } from 'node:process';
import type { SyslogPlace } from './audit/syslog.ts';
import { type RetentionHours, readRetentionDays } from './consents/retention-periods.ts';
import { DatabaseUrlError, databaseHosts, unprotectedHosts } from './db/address.ts';
import { DEFAULT_LIMITS, type Limits } from './http/limits.ts';
import type { SmtpSettings } from './invoices/deliver/email.ts';
import type { SenderSettings } from './invoices/deliver/senders.ts';
import { ALIYUN_SMS_URL, type SmsSettings } from './invoices/deliver/sms.ts';
import { MASTER_KEY_BYTES } from './lib/vault.ts';
import type { PartnerNetwork } from './notifications/partner-reach.ts';
import { isCidr } from './notifications/public-address.ts';
import type { TracingSettings } from './tracing/export-traces.ts';

export const MODES = ['sandbox', 'production'] as const;
export const ROLES = ['all', 'api', 'worker'] as const;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

/** Every setting of the server, checked. Secrets are apart, in `Secrets`. */
export interface Config {
  readonly mode: (typeof MODES)[number];
  readonly role: (typeof ROLES)[number];
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
export interface Secrets {
  /** PostgreSQL itself: DIRECT_DATABASE_URL where that is set, else DATABASE_URL. Undefined: it is embedded. */
  readonly databaseUrl: string | undefined;
  /** DATABASE_URL where it leads to a pooler in front of the other. */
  readonly poolerUrl: string | undefined;
  /** The role that owns the tables, when the server's own is another. */
  readonly migrationDatabaseUrl: string | undefined;
  /** The role that replicates, for backups of a PostgreSQL of one's own. */
  readonly backupDatabaseUrl: string | undefined;
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

/** A setting that cannot be used; the message is one line that names it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads and cross-checks the settings; `.env.example` describes each.
 * @throws ConfigError
 */
export function parseConfig(settings: Readonly<Record<string, string | undefined>>): {
  config: Config;
  secrets: Secrets;
} {
  const mode = oneOf(settings, 'PAYMENT_MODE', MODES, 'sandbox');
  const port = integer(settings, 'PORT', 8080, 0, 65535);
  // an IPv6 address in brackets is one of an URL
  const host = value(settings, 'HOST')?.replace(/^\[(.*)\]$/, '$1') ?? '0.0.0.0';
  const config: Config = {
    mode,
    role: oneOf(settings, 'PROCESS_ROLE', ROLES, 'all'),
    host,
    port,
    publicUrl: publicUrl(settings, mode, { host, port }),
    consoleUrl: consoleUrl(settings, mode) ?? publicUrl(settings, mode, { host, port }),
    dataDir: value(settings, 'DATA_DIR') ?? './.data',
    databasePoolSize: integer(settings, 'DATABASE_POOL_SIZE', 16, 2, 500),
    databaseWaitMs: integer(settings, 'DATABASE_WAIT_MS', 60_000, 0, 3_600_000),
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
  }
  if (mode === 'production' && !secrets.masterKeys) {
    throw new ConfigError('MASTER_KEY is needed in production: 32 bytes as base64 (openssl rand -base64 32)');
  }
  return { config, secrets };
}

/** The environment; what a `.env` file in the current folder says counts where the environment says nothing. */
export function readEnv(): Readonly<Record<string, string | undefined>> {
  if (existsSync('.env')) loadEnvFile('.env');
  return env;
}

type Env = Readonly<Record<string, string | undefined>>;

function value(settings: Env, name: string): string | undefined {
  const text = settings[name]?.trim();
  return text === '' ? undefined : text;
}

function oneOf<const T extends string>(settings: Env, name: string, allowed: readonly T[], fallback: T): T {
  const text = value(settings, name) ?? fallback;
  const found = allowed.find((item) => item === text);
  if (!found) throw new ConfigError(`${name} must be one of ${allowed.join(', ')}, not "${text}"`);
  return found;
}

function integer(settings: Env, name: string, fallback: number, min: number, max: number): number {
  const text = value(settings, name);
  if (text === undefined) return fallback;
  const number = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= min && number <= max)) {
    throw new ConfigError(`${name} must be a whole number from ${min} to ${max}, not "${text}"`);
  }
  return number;
}

function limits(settings: Env): Limits {
  const usual = DEFAULT_LIMITS;
  return {
    rateLimitBurst: integer(settings, 'RATE_LIMIT_BURST', usual.rateLimitBurst, 0, 1_000_000),
    requestTimeoutMs: integer(settings, 'REQUEST_TIMEOUT_MS', usual.requestTimeoutMs, 1_000, 600_000),
    connectionsPerAddress: integer(settings, 'CONNECTIONS_PER_ADDRESS', usual.connectionsPerAddress, 1, 1e6),
    connectionsMax: integer(settings, 'CONNECTIONS_MAX', usual.connectionsMax, 1, 1_000_000),
  };
}

function list(
  settings: Env,
  name: string,
  fits: (item: string) => boolean,
  what: string,
): readonly string[] | undefined {
  const items = value(settings, name)
    ?.split(/[\s,;]+/)
    .filter((item) => item !== '');
  const misfit = items?.find((item) => !fits(item));
  if (misfit !== undefined)
    throw new ConfigError(`${name} must be ${what}, with commas between, not "${misfit}"`);
  return items;
}

function retention(settings: Env): RetentionHours {
  try {
    return readRetentionDays(value(settings, 'RETENTION_DAYS'));
  } catch (error) {
    throw new ConfigError(`RETENTION_DAYS ${error instanceof Error ? error.message : error}`);
  }
}

/** A host as it stands in an address. */
function isHost(text: string): boolean {
  return URL.canParse(`http://${text}/`) && new URL(`http://${text}/`).hostname === text;
}

/** What a resolver takes: `10.0.0.53`, `10.0.0.53:5353`, `[fd00::53]:5353`. */
function isNameServer(text: string): boolean {
  try {
    new Resolver().setServers([text]);
    return true;
  } catch {
    return false;
  }
}

function publicUrl(settings: Env, mode: Config['mode'], listening: Pick<Config, 'host' | 'port'>): string {
  const text = value(settings, 'PUBLIC_URL') ?? (mode === 'sandbox' ? ownUrl(listening) : undefined);
  if (text === undefined) {
    throw new ConfigError('PUBLIC_URL is needed in production: the https address of this server');
  }
  return httpUrl('PUBLIC_URL', text, mode);
}

/** The console is at the root of its host: its cookies and paths know no folder. */
function consoleUrl(settings: Env, mode: Config['mode']): string | undefined {
  const text = value(settings, 'CONSOLE_URL');
  if (text === undefined) return undefined;
  const url = httpUrl('CONSOLE_URL', text, mode);
  if (new URL(url).pathname !== '/')
    throw new ConfigError(`CONSOLE_URL must be an address without a path, not "${text}"`);
  return url;
}

function httpUrl(name: string, text: string, mode: Config['mode']): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const allowed = mode === 'production' ? ['https:'] : ['http:', 'https:'];
  if (!url || !allowed.includes(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new ConfigError(
      `${name} must be an ${allowed.join(' or ')}// address without a query, not "${text}"`,
    );
  }
  return text.replace(/\/+$/, '');
}

/** Where this machine itself reaches the server. */
function ownUrl({ host, port }: Pick<Config, 'host' | 'port'>): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

function databaseUrls(settings: Env): Pick<Secrets, 'databaseUrl' | 'poolerUrl'> {
  const url = databaseUrl(settings, 'DATABASE_URL');
  const directUrl = databaseUrl(settings, 'DIRECT_DATABASE_URL');
  if (directUrl === undefined) return { databaseUrl: url, poolerUrl: undefined };
  if (url === undefined)
    throw new ConfigError('DATABASE_URL is needed with DIRECT_DATABASE_URL: the address of the pooler');
  return { databaseUrl: directUrl, poolerUrl: url };
}

function databaseUrl(settings: Env, name: string): string | undefined {
  const text = value(settings, name);
  if (text === undefined) return undefined;
  try {
    databaseHosts(text);
    return text;
  } catch (error) {
    if (error instanceof DatabaseUrlError)
      throw new ConfigError(error.message.replaceAll('DATABASE_URL', name));
    throw error;
  }
}

function requireTls(name: string, url: string | undefined): void {
  const [host] = url === undefined ? [] : unprotectedHosts(url);
  if (host === undefined) return;
  throw new ConfigError(
    `${name} leads to ${host} without a checked TLS connection: add sslmode=verify-full (and sslrootcert=FILE for a certificate authority of your own), or set DATABASE_TLS=off where the network between is yours alone`,
  );
}

/** Loopback by default, because metrics cover all schools. */
function metrics(settings: Env): Config['metrics'] {
  const port = integer(settings, 'METRICS_PORT', 0, 0, 65535);
  return port === 0 ? undefined : { host: value(settings, 'METRICS_HOST') ?? '127.0.0.1', port };
}

/** As OpenTelemetry names them; without a collector nothing is traced. */
function tracing(settings: Env): Config['tracing'] {
  const text = value(settings, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  const sampled = value(settings, 'OTEL_TRACES_SAMPLER_ARG') ?? '1';
  if (!/^(?:0(?:\.[0-9]{1,9})?|1(?:\.0{1,9})?)$/.test(sampled)) {
    throw new ConfigError(`OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, not "${sampled}"`);
  }
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || `${url.username}${url.password}${url.search}${url.hash}`) {
    throw new ConfigError(
      'OTEL_EXPORTER_OTLP_ENDPOINT must be an address like http://127.0.0.1:4318, with any key in OTEL_EXPORTER_OTLP_HEADERS',
    );
  }
  return {
    url: new URL('v1/traces', `${url.origin}${url.pathname.replace(/\/*$/, '/')}`),
    serviceName: value(settings, 'OTEL_SERVICE_NAME') ?? 'zhixiao-pay',
    sampledPart: Number(sampled),
  };
}

/** `name=value,name=value`, values as %XX where they need it (as OpenTelemetry has them). */
function tracingHeaders(settings: Env): Secrets['tracingHeaders'] {
  const pairs = value(settings, 'OTEL_EXPORTER_OTLP_HEADERS')?.split(',') ?? [];
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name = '', text = ''] = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
      const isReadable = name !== '' && /^[\x21-\x7e ]*$/.test(text) && !/%(?![2-7][0-9a-f])/i.test(text);
      if (isReadable) return [name.toLowerCase(), decodeURIComponent(text)];
      throw new ConfigError('OTEL_EXPORTER_OTLP_HEADERS must be like name=value,name=value');
    }),
  );
}

const SYSLOG_PORT = 514;

function auditSyslog(settings: Env): SyslogPlace | undefined {
  const text = value(settings, 'AUDIT_SYSLOG');
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'udp:' || url.hostname === '' || /[/?#]./.test(text.slice('udp://'.length))) {
    throw new ConfigError(`AUDIT_SYSLOG must be an address like udp://10.0.0.9:514, not "${text}"`);
  }
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? SYSLOG_PORT : Number(url.port),
  };
}

function smtp(settings: Env): SmtpSettings | undefined {
  const url = value(settings, 'SMTP_URL');
  if (url === undefined) return undefined;
  if (!/^smtps?:\/\/[^/]+/.test(url) || !URL.canParse(url)) {
    throw new ConfigError(
      'SMTP_URL must be an address that begins with smtp:// or smtps://, special characters of the password as %XX',
    );
  }
  const from = value(settings, 'SMTP_FROM');
  if (from === undefined)
    throw new ConfigError('SMTP_FROM is needed with SMTP_URL: the address e-mails come from');
  return { url, from };
}

function sms(settings: Env): SmsSettings | undefined {
  const accessKeyId = value(settings, 'SMS_ACCESS_KEY_ID');
  if (accessKeyId === undefined) return undefined;
  const accessKeySecret = value(settings, 'SMS_ACCESS_KEY_SECRET');
  const signName = value(settings, 'SMS_SIGN_NAME');
  const templateCode = value(settings, 'SMS_TEMPLATE_CODE');
  if (accessKeySecret === undefined || signName === undefined || templateCode === undefined) {
    throw new ConfigError(
      'SMS_ACCESS_KEY_SECRET, SMS_SIGN_NAME and SMS_TEMPLATE_CODE are needed with SMS_ACCESS_KEY_ID',
    );
  }
  const linkTemplateCode = value(settings, 'SMS_LINK_TEMPLATE_CODE');
  return { accessKeyId, accessKeySecret, signName, templateCode, linkTemplateCode, url: ALIYUN_SMS_URL };
}

function masterKeys(settings: Env): readonly Buffer[] | undefined {
  const key = masterKey(settings, 'MASTER_KEY');
  const previous = masterKey(settings, 'MASTER_KEY_PREVIOUS');
  if (!key && previous) throw new ConfigError('MASTER_KEY is needed with MASTER_KEY_PREVIOUS');
  if (key && previous?.equals(key))
    throw new ConfigError('MASTER_KEY_PREVIOUS must be another key than MASTER_KEY, or not set');
  return key && (previous ? [key, previous] : [key]);
}

function masterKey(settings: Env, name: string): Buffer | undefined {
  const text = value(settings, name);
  if (text === undefined) return undefined;
  const key = Buffer.from(text, 'base64');
  if (key.length !== MASTER_KEY_BYTES) {
    throw new ConfigError(`${name} must be ${MASTER_KEY_BYTES} bytes as base64 (openssl rand -base64 32)`);
  }
  return key;
}
