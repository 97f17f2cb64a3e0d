import type { Both } from './channel-row.ts';

/** What a channel knows a payer by, as rosters and operators write it. */
export interface PayerUid {
  readonly label: Both;
  /** Headings of its column in a roster, folded; the first is what an export writes. */
  readonly headings: readonly [string, ...string[]];
  readonly pattern: RegExp;
  /** What is said of one that does not match. */
  readonly rule: Both;
}
