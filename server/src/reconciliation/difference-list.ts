import type { DifferenceKind } from './difference.ts';
import type { Difference } from './difference-store.ts';

/** What an operator looks for; every condition given must hold. */
export interface DifferenceFilter {
  readonly channelAccountId?: string | undefined;
  /** The bill's day, `YYYY-MM-DD`. */
  readonly date?: string | undefined;
  readonly kind?: DifferenceKind | undefined;
  readonly status?: Difference['status'] | undefined;
}
