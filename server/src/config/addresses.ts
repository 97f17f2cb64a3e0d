import { Resolver } from 'node:dns';
import { isIPv6 } from 'node:net';
import type { SyslogPlace } from '../audit/syslog.ts';
import { ConfigError, type Mode, type Settings, value } from './settings.ts';

/** A host as it stands in an address. */
export function isHost(text: string): boolean {
  return URL.canParse(`http://${text}/`) && new URL(`http://${text}/`).hostname === text;
}

/** What a resolver takes: `10.0.0.53`, `10.0.0.53:5353`, `[fd00::53]:5353`. */
export function isNameServer(text: string): boolean {
  try {
    new Resolver().setServers([text]);
    return true;
  } catch {
    return false;
  }
}

/** Where the server listens. */
interface Listening {
  readonly host: string;
  readonly port: number;
}

/** Where payers, partners and channels reach this server. @throws ConfigError */
export function publicUrl(settings: Settings, mode: Mode, listening: Listening): string {
  const text = value(settings, 'PUBLIC_URL') ?? (mode === 'sandbox' ? ownUrl(listening) : undefined);
  if (text === undefined) {
    throw new ConfigError('PUBLIC_URL is needed in production: the https address of this server');
  }
  return httpUrl('PUBLIC_URL', text, mode);
}

/** The console is at the root of its host: its cookies and paths know no folder. @throws ConfigError */
export function consoleUrl(settings: Settings, mode: Mode): string | undefined {
  const text = value(settings, 'CONSOLE_URL');
  if (text === undefined) return undefined;
  const url = httpUrl('CONSOLE_URL', text, mode);
  if (new URL(url).pathname !== '/')
    throw new ConfigError(`CONSOLE_URL must be an address without a path, not "${text}"`);
  return url;
}

function httpUrl(name: string, text: string, mode: Mode): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const allowed = mode === 'production' ? ['https:'] : ['http:', 'https:'];
  const isPlain = url && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!isPlain || !allowed.includes(url.protocol)) {
    // a password stands in no log
    const given = text.includes('@') ? '' : `, not "${text}"`;
    throw new ConfigError(
      `${name} must be an ${allowed.join(' or ')}// address without a query or a password${given}`,
    );
  }
  // as browsers write it: it stands in pages, in their code and in what partners copy
  return (url.origin + url.pathname.replaceAll("'", '%27')).replace(/\/+$/, '');
}

/** Where this machine itself reaches the server. */
function ownUrl({ host, port }: Listening): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

const SYSLOG_PORT = 514;

/** @throws ConfigError */
export function auditSyslog(settings: Settings): SyslogPlace | undefined {
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
