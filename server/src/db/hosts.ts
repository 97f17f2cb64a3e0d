import { databaseHosts } from './address.ts';

/** The hosts of one database, and the one that is written to as far as is known. */
export interface Hosts {
  readonly count: number;
  readonly current: Host;
  /** Goes on to the next host, unless somebody has already. */
  leave(host: Host): void;
  /** Has every connection made before now replaced before it is used again. */
  distrust(): void;
}

export interface Host {
  readonly url: string;
  /** Grows when the connections made so far are not to be trusted any more. */
  readonly epoch: number;
}

/** @throws DatabaseUrlError */
export function hostsOf(url: string): Hosts {
  const urls = databaseHosts(url);
  let place = 0;
  let epoch = 0;
  const here = () => ({ url: urls[place] ?? url, epoch });
  let current = here();
  const distrust = () => {
    epoch += 1;
    current = here();
  };
  return {
    count: urls.length,
    get current() {
      return current;
    },
    leave(host) {
      if (urls.length === 1 || host.url !== current.url) return;
      place = (place + 1) % urls.length;
      distrust();
    },
    distrust,
  };
}
