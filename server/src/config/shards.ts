import { SHARDS_MAX } from '../lib/ids.ts';
import { ConfigError, integer, list, type Mode, type Settings, value } from './settings.ts';

/** What a router stands in front of. */
export interface Routing {
  /** Where each shard is reached, in the order of their numbers; origins. */
  readonly shardUrls: readonly string[];
  /** Where the shards' consoles are, for people who look for them here; origins, and empty where nobody is to be told. */
  readonly consoleUrls: readonly string[];
}

/** Which shard this is a server of; undefined: there is one database alone. @throws ConfigError */
export function shard(settings: Settings, mode: Mode): number | undefined {
  if (value(settings, 'SHARD') === undefined) return undefined;
  if (mode === 'production' && value(settings, 'CONSOLE_URL') === undefined)
    throw new ConfigError(
      'CONSOLE_URL is needed with SHARD: PUBLIC_URL is the address of the router, which has no console',
    );
  return integer(settings, 'SHARD', 0, 0, SHARDS_MAX - 1);
}

/** Undefined unless this is a router; what is set is looked at all the same. @throws ConfigError */
export function routing(settings: Settings, isRouter: boolean): Routing | undefined {
  const shardUrls = list(settings, 'SHARD_URLS', isOrigin, 'addresses like http://10.0.0.1:8080') ?? [];
  const consoleUrls =
    list(settings, 'SHARD_CONSOLE_URLS', isOrigin, 'addresses like https://pay.example') ?? [];
  if (!isRouter) return undefined;
  if (shardUrls.length === 0 || shardUrls.length > SHARDS_MAX) {
    const what = `1 to ${SHARDS_MAX} addresses, that of shard 0 first`;
    throw new ConfigError(`SHARD_URLS is needed with PROCESS_ROLE=router: ${what}`);
  }
  return { shardUrls: shardUrls.map(originOf), consoleUrls: consoleUrls.map(originOf) };
}

function isOrigin(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { href, origin } = new URL(text);
  return href === `${origin}/`;
}

function originOf(text: string): string {
  return new URL(text).origin;
}
