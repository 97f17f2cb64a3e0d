import { DatabaseUrlError, databaseHosts, unprotectedHosts } from '../db/address.ts';
import { ConfigError, type Settings, value } from './settings.ts';

/** Where PostgreSQL is. */
export interface DatabaseUrls {
  /** PostgreSQL itself: DIRECT_DATABASE_URL where that is set, else DATABASE_URL. Undefined: it is embedded. */
  readonly databaseUrl: string | undefined;
  /** DATABASE_URL where it leads to a pooler in front of the other. */
  readonly poolerUrl: string | undefined;
}

/** @throws ConfigError */
export function databaseUrls(settings: Settings): DatabaseUrls {
  const url = databaseUrl(settings, 'DATABASE_URL');
  const directUrl = databaseUrl(settings, 'DIRECT_DATABASE_URL');
  if (directUrl === undefined) return { databaseUrl: url, poolerUrl: undefined };
  if (url === undefined)
    throw new ConfigError('DATABASE_URL is needed with DIRECT_DATABASE_URL: the address of the pooler');
  return { databaseUrl: directUrl, poolerUrl: url };
}

/** @throws ConfigError when it is no address of a database */
export function databaseUrl(settings: Settings, name: string): string | undefined {
  const text = value(settings, name);
  if (text !== undefined) hostsIn(name, text, 'writing');
  return text;
}

/** The hosts that may be standbys, each as an address of its own; none when there is no such setting. @throws ConfigError */
export function standbyUrls(settings: Settings): readonly string[] {
  const text = value(settings, 'STANDBY_DATABASE_URL');
  if (text === undefined) return [];
  if (value(settings, 'DATABASE_URL') === undefined)
    throw new ConfigError('DATABASE_URL is needed with STANDBY_DATABASE_URL: the address of the primary');
  return hostsIn('STANDBY_DATABASE_URL', text, 'reading');
}

function hostsIn(name: string, text: string, use: 'writing' | 'reading'): readonly string[] {
  try {
    return databaseHosts(text, use);
  } catch (error) {
    if (error instanceof DatabaseUrlError)
      throw new ConfigError(error.message.replaceAll('DATABASE_URL', name));
    throw error;
  }
}

/** @throws ConfigError when connections to it are not checked by TLS */
export function requireTls(name: string, url: string | undefined): void {
  const [host] = url === undefined ? [] : unprotectedHosts(url);
  if (host === undefined) return;
  throw new ConfigError(
    `${name} leads to ${host} without a checked TLS connection: add sslmode=verify-full (and sslrootcert=FILE for a certificate authority of your own), or set DATABASE_TLS=off where the network between is yours alone`,
  );
}
