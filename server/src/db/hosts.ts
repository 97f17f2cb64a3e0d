import { databaseHosts } from './address.ts';

/** The hosts of one database, and the one that is used as far as is known: that which can be written to. */
export interface Hosts {
  readonly count: number;
  readonly current: Host;
  /** Makes the next host the current one, unless `host` is not current any more. */
  switchFrom(host: Host): void;
  /** Has every connection that was made before now replaced before it is used again. */
  retireConnections(): void;
}

export interface Host {
  readonly url: string;
  /** Of connections; a later one begins when those made so far must be replaced. */
  readonly generation: number;
  /** Whether it is a pooler that gives its sessions out transaction by transaction. */
  readonly isPooler: boolean;
  /** Whether it is only read from, be it a standby or not: sessions of it write nothing. */
  readonly isOnlyRead: boolean;
}

/** @throws DatabaseUrlError */
export function hostsOf(url: string, { isPooler = false, isOnlyRead = false } = {}): Hosts {
  const urls = databaseHosts(url);
  let index = 0;
  let generation = 0;
  const hostNow = () => ({ url: urls[index] ?? url, generation, isPooler, isOnlyRead });
  let current = hostNow();
  const retireConnections = () => {
    generation += 1;
    current = hostNow();
  };
  return {
    count: urls.length,
    get current() {
      return current;
    },
    switchFrom(host) {
      if (urls.length === 1 || host.url !== current.url) return;
      index = (index + 1) % urls.length;
      retireConnections();
    },
    retireConnections,
  };
}
