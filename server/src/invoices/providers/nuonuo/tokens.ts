import type { Outcome } from '../../../lib/outcome.ts';
import type { NuonuoAccount } from './account.ts';

/** An access token and when it ends. */
export interface NuonuoToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * Keeps each account's token: 诺诺 gives out 50 in 30 days, so that all processes have to share one. `renew` is
 * called by one of them at a time.
 */
export interface NuonuoTokens {
  /** `refused`: a token that was just turned down, and must not be answered again. */
  get(
    account: NuonuoAccount,
    renew: () => Promise<Outcome<NuonuoToken>>,
    refused?: string,
  ): Promise<Outcome<string>>;
}
