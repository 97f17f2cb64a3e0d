/** Which app has spoken from an address, by requests that were signed with its keys. */
export interface AddressOwners {
  note(address: string, appId: string): void;
  /** Undefined where none has, or more than one: nobody is shown another's requests. */
  of(address: string): string | undefined;
}

const ADDRESSES_MAX = 10_000;
/** No app has this number. */
const SEVERAL = '';

/**
 * Remembers by address, in memory: what is refused before its app is known (too many, too large, an unknown appid) is shown to
 * the partner whose server has sent it. Forgets all when there are too many, and learns them again with the next requests.
 */
export function addressOwners(): AddressOwners {
  const owners = new Map<string, string>();
  return {
    note(address, appId) {
      const known = owners.get(address);
      if (known === appId || known === SEVERAL) return;
      if (known === undefined && owners.size >= ADDRESSES_MAX) owners.clear();
      owners.set(address, known === undefined ? appId : SEVERAL);
    },
    of: (address) => owners.get(address) || undefined,
  };
}
