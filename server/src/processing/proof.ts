import type { PaidEvidence, VerifiedCallback } from '../channels/channel.ts';
import type { Batches } from '../db/batched.ts';
import type { Posting } from '../ledger/ledger.ts';
import type { MerchantChannel } from '../payments/merchant-channel.ts';
import type { Disposition } from '../payments/payment.ts';

/** What the merchant account that gave it says of one payment: verified, and all of it booked in one commit. */
export interface Proof {
  readonly channel: MerchantChannel;
  readonly paymentNo: string;
  /** That it was paid; undefined: a callback says something else, and is kept. */
  readonly evidence: PaidEvidence | undefined;
  readonly callback?: VerifiedCallback;
  /** What the channel kept of the payment, as the line of a bill says. */
  readonly commissions?: readonly Posting[];
}

/**
 * What came of a proof. `foreign`: it is about no payment of its account, and nothing was done. `kept`: it proves no
 * money. `repeated` and `contradicted`: the money is booked already, as the proof says or otherwise.
 */
export type Booked =
  | { readonly kind: 'foreign' }
  | { readonly kind: 'kept' | 'repeated' | 'contradicted'; readonly orderId: string }
  | { readonly kind: 'received'; readonly orderId: string; readonly disposition: Disposition };

/** Books proofs with others that come at the same time; `alone`: their commit failed, and each has to have its own. */
export type BookingBatches = Batches<Proof, Booked | 'alone'>;
