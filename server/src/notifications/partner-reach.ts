import { isIP } from 'node:net';
import { createNameLookup, LookupFailure, type NameLookup } from './name-lookup.ts';
import {
  type AddressRules,
  allowedAddresses,
  isLoopbackAddress,
  isPrivateAddress,
} from './public-address.ts';

/** How partners' hosts are found and reached. */
export interface PartnerNetwork {
  /** Networks of the school's own in which partners live, as CIDR; none by default. */
  readonly privateNetworks?: readonly string[];
  /** Name servers, as address or address:port; by default the machine's. */
  readonly nameServers?: readonly string[] | undefined;
  /** Hosts that are told the trace of a notification; none by default. */
  readonly traceparentHosts?: readonly string[];
}

/**
 * Why no rule lets us reach an address. `private`: in none of the networks that are listed; `own`: this machine;
 * `special`: link-local, metadata, reserved; `internal_name`: a name that is given inside of networks only;
 * `short_name`: a name without a dot that stands for nothing here.
 */
export const OBSTACLES = ['private', 'own', 'special', 'internal_name', 'short_name'] as const;
export type Obstacle = (typeof OBSTACLES)[number];

/** `unknown`: a name that was not looked up yet, or whose look-up failed. */
export type Verdict = 'reachable' | 'unknown' | Obstacle;

/** Where notifications may go, and what is known of a host without a look-up. */
export interface PartnerReach {
  readonly rules: AddressRules;
  readonly names: NameLookup;
  /** What is known now. Never waits: a partner's name server has no part in it. */
  verdictOn(url: URL): Verdict;
  /** Has a host looked up, unless others keep us busy, and says what came of it. Never rejects. */
  find(url: URL): Promise<Verdict>;
}

/** Names below these are not given in public (RFC 6761, 6762, 7686, 8375, ICANN on `internal`). */
const INTERNAL = /\.(?:local|localdomain|internal|intranet|lan|corp|home|home\.arpa|onion|invalid)$/;

export function createPartnerReach(
  rules: AddressRules,
  names: NameLookup = createNameLookup(),
): PartnerReach {
  const isAllowed = allowedAddresses(rules);

  const ofAddresses = (addresses: readonly string[]): Verdict => {
    const [first] = addresses;
    if (first === undefined || addresses.some(isAllowed)) return 'reachable';
    if (isLoopbackAddress(first)) return 'own';
    return isPrivateAddress(first) ? 'private' : 'special';
  };
  const ofName = (name: string, known: readonly string[] | LookupFailure | undefined): Verdict => {
    const isShort = !name.includes('.');
    const hasNetworks = rules.privateNetworks.length > 0;
    if (known !== undefined && !(known instanceof LookupFailure)) return ofAddresses(known);
    if (isShort && (!hasNetworks || isNoName(known))) return 'short_name';
    return INTERNAL.test(name) && !hasNetworks ? 'internal_name' : 'unknown';
  };
  const verdictOn = (url: URL): Verdict => {
    const host = hostOf(url);
    return isIP(host) ? ofAddresses([host]) : ofName(host, names.cached(host));
  };

  return {
    rules,
    names,
    verdictOn,
    async find(url) {
      const host = hostOf(url);
      if (!isIP(host)) await names.prefetch(host);
      return verdictOn(url);
    },
  };
}

function isNoName(known: LookupFailure | undefined): boolean {
  return known?.code === 'ENOTFOUND' || known?.code === 'ENODATA';
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}
