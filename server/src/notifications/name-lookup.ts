import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { SECOND_MS } from '../lib/clock.ts';
import { type HostsFile, hostsFile } from './hosts-file.ts';

/** No address was found for a name. The code is the resolver's (`ENOTFOUND`, `ETIMEOUT`, …). */
export class LookupFailure extends Error {
  override readonly name = 'LookupFailure';
  readonly code: string;
  constructor(code: string) {
    super(`name look-up failed (${code})`);
    this.code = code;
  }
}

/** Finds the addresses of partners' hosts. */
export interface NameLookup {
  /** All of them, in the order in which to try them. @throws LookupFailure */
  addressesOf(host: string): Promise<readonly string[]>;
  /** Looks a name up for later, unless many look-ups are under way. Never rejects. */
  prefetch(host: string): Promise<void>;
  /** The last result for a name, without a look-up: addresses, a failure, or undefined. */
  cached(host: string): readonly string[] | LookupFailure | undefined;
  /** Cancels every look-up under way, and starts no more. */
  stop(): void;
}

export interface NameLookupOptions {
  /** Name servers, as address or address:port; undefined: those of the machine. */
  readonly servers?: readonly string[] | undefined;
  readonly hosts?: HostsFile;
  /** A whole look-up, all tries and both kinds of addresses. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 3 * SECOND_MS;
/** One try; a lost packet is sent again well before the look-up's own limit. */
const TRY_MS = 800;
const TRIES = 3;
/** A name server that knows the name but never answers about IPv6 (there are some) is not waited for. */
const SECOND_KIND_MS = 200;
/** Addresses are asked for again after this long, whatever lifetime their zone gives them. */
const KEEP_MIN_MS = 5 * SECOND_MS;
const KEEP_MAX_MS = 60 * SECOND_MS;
/** A failure is remembered for less than the shortest gap of the schedule. */
const KEEP_FAILURE_MS = 5 * SECOND_MS;
/** The last result counts this long for who cannot wait for a look-up. */
const CACHED_FOR_MS = 600 * SECOND_MS;
const UNDER_WAY_MAX = 256;
/** Orders leave most of them to notifications. */
const UNDER_WAY_TO_PREFETCH = 32;
const CACHED_NAMES_MAX = 2_000;

interface Entry {
  readonly found: Promise<Found>;
  /** Looked up again from then on, by `performance.now()`. */
  refreshAt: number;
  cachedUntil: number;
  outcome: readonly string[] | LookupFailure | undefined;
}

interface Found {
  readonly addresses: readonly string[];
  readonly lifetimeMs: number;
}

/**
 * Asks name servers by itself (c-ares), not through the four threads that everything else of the process shares:
 * a partner's unresponsive name server delays only that partner's attempts, for three seconds and in one look-up
 * for all of them. Each look-up has a resolver of its own, so that one can be given up alone, a change of the
 * machine's name servers is seen at once, and no port is used long enough to be guessed.
 */
export function createNameLookup(options: NameLookupOptions = {}): NameLookup {
  const { servers, hosts = hostsFile(), timeoutMs = TIMEOUT_MS } = options;
  const entries = new Map<string, Entry>();
  const underWay = new Set<() => void>();
  let stopped = false;

  const resolve = async (name: string): Promise<Found> => {
    if (stopped) throw new LookupFailure('STOPPED');
    if (underWay.size >= UNDER_WAY_MAX) throw new LookupFailure('TOO_MANY_UNDER_WAY');
    const resolver = new Resolver({ timeout: TRY_MS, tries: TRIES });
    if (servers) resolver.setServers(servers);
    let givenUp: string | undefined;
    const giveUp = (code: string) => {
      givenUp ??= code;
      resolver.cancel();
    };
    const giveUpAsStopped = () => giveUp('STOPPED');
    const timer = setTimeout(() => giveUp('ETIMEOUT'), timeoutMs);
    underWay.add(giveUpAsStopped);
    try {
      const isGivenUp = () => givenUp !== undefined;
      return await firstFound(resolver, await namesToTry(name), isGivenUp);
    } catch (error) {
      throw new LookupFailure(givenUp ?? codeOf(error));
    } finally {
      clearTimeout(timer);
      underWay.delete(giveUpAsStopped);
      resolver.cancel();
    }
  };

  const remember = (name: string): Entry => {
    const found = resolve(name);
    const entry: Entry = { found, refreshAt: Number.POSITIVE_INFINITY, cachedUntil: 0, outcome: undefined };
    const before = entries.get(name);
    entries.delete(name);
    entries.set(name, entry);
    if (before) Object.assign(entry, { outcome: before.outcome, cachedUntil: before.cachedUntil });
    for (const [oldest, { refreshAt }] of entries) {
      if (entries.size <= CACHED_NAMES_MAX) break;
      if (refreshAt !== Number.POSITIVE_INFINITY) entries.delete(oldest);
    }
    const settle = (outcome: Entry['outcome'], lifetimeMs: number) => {
      const now = performance.now();
      Object.assign(entry, { outcome, refreshAt: now + lifetimeMs, cachedUntil: now + CACHED_FOR_MS });
    };
    found.then(
      ({ addresses, lifetimeMs }) => settle(addresses, lifetimeMs),
      (error: LookupFailure) => settle(error, KEEP_FAILURE_MS),
    );
    return entry;
  };

  const freshEntry = (name: string): Entry | undefined => {
    const known = entries.get(name);
    return known && known.refreshAt > performance.now() ? known : undefined;
  };

  const addressesOf = async (host: string): Promise<readonly string[]> => {
    const name = plain(host);
    const given = givenAddresses(hosts, name);
    if (given.length > 0) return given;
    return (await (freshEntry(name) ?? remember(name)).found).addresses;
  };

  return {
    addressesOf,
    async prefetch(host) {
      const name = plain(host);
      // many orders name one host: none of them waits on a look-up that another has begun
      if (underWay.size >= UNDER_WAY_TO_PREFETCH || freshEntry(name)) return;
      await addressesOf(name).catch(() => undefined);
    },
    cached(host) {
      const name = plain(host);
      const given = givenAddresses(hosts, name);
      if (given.length > 0) return given;
      const entry = entries.get(name);
      return entry && entry.cachedUntil > performance.now() ? entry.outcome : undefined;
    },
    stop() {
      stopped = true;
      for (const giveUp of underWay) giveUp();
    },
  };
}

const plain = (host: string) => host.toLowerCase().replace(/\.$/, '');

/** RFC 6761: `localhost` and what is below it is this machine, whatever a name server says. */
function givenAddresses(hosts: HostsFile, name: string): readonly string[] {
  const given = hosts.addressesOf(name);
  if (given.length > 0) return given;
  return /(?:^|\.)localhost$/.test(name) ? ['127.0.0.1', '::1'] : [];
}

/** A name without a dot is completed by the machine's search domains, as its own programs do. */
async function namesToTry(name: string): Promise<readonly string[]> {
  if (name.includes('.')) return [name];
  const text = await readFile('/etc/resolv.conf', 'utf8').catch(() => '');
  const last = [...text.matchAll(/^(?:search|domain)[ \t]+(.+)$/gm)].at(-1)?.[1] ?? '';
  const domains = last.split(/\s+/).filter((domain) => domain !== '' && domain !== '.');
  return [...domains.map((domain) => `${name}.${plain(domain)}`), name];
}

async function firstFound(
  resolver: Resolver,
  names: readonly string[],
  isGivenUp: () => boolean,
): Promise<Found> {
  let failure: unknown = new LookupFailure('ENOTFOUND');
  for (const name of names) {
    if (isGivenUp()) break;
    try {
      return await bothKinds(resolver, name);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

interface Found4And6 {
  readonly address: string;
  readonly ttl: number;
}

/** IPv4 in front of IPv6, by turns (RFC 8305, section 4): AAAA records are more often out of date after a move. */
async function bothKinds(resolver: Resolver, name: string): Promise<Found> {
  const sixth: Promise<Found4And6[]> = resolver.resolve6(name, { ttl: true }).catch(() => []);
  const four = await resolver.resolve4(name, { ttl: true }).catch((error: unknown) => ({ error }));
  const six = await ('error' in four ? sixth : Promise.race([sixth, emptyAfter(SECOND_KIND_MS)]));
  if ('error' in four && six.length === 0) throw four.error;
  const fourth: Found4And6[] = 'error' in four ? [] : four;
  const records = Array.from({ length: Math.max(fourth.length, six.length) }, (_, n) => n).flatMap((n) =>
    [fourth[n], six[n]].filter((record) => record !== undefined),
  );
  const shortestMs = Math.min(...records.map(({ ttl }) => ttl)) * SECOND_MS;
  return {
    addresses: records.map(({ address }) => address),
    lifetimeMs: Math.max(KEEP_MIN_MS, Math.min(KEEP_MAX_MS, shortestMs)),
  };
}

function emptyAfter(ms: number): Promise<never[]> {
  return new Promise((resolve) => setTimeout(resolve, ms, []).unref());
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}
