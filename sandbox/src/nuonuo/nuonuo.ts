import type { VirtualClock } from '../clock.ts';
import type { Store } from '../store.ts';

export interface Nuonuo {
  readonly store: Store;
  readonly clock: VirtualClock;
}
