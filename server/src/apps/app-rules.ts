import type { Profile } from '@zhixiao/protocol/profile';

/** What an app is held to beyond the published interface; each is off until an operator switches it on. */
export interface AppRules {
  /** Requests of an older version are refused. */
  readonly leastVersion: 1 | 2;
  /** The version of the app's notifications; never `v1` for an app that accepts only the second version. */
  readonly notifyProfile: Profile;
  /** What the app may refund in a day of Shanghai, fen and number; null: as much as there is. */
  readonly refundDayAmount: number | null;
  readonly refundDayCount: number | null;
  /** A refund must have an `out_refund_no`. */
  readonly refundNoRequired: boolean;
  /** Addresses and networks that requests may come from; none: from anywhere. */
  readonly allowedNetworks: readonly string[];
  /** A param is for the interface it was first sent to; not for clients that encrypt the same text for two. */
  readonly paramBound: boolean;
  /** Even an answer to a wrong signature is encrypted and signed, for clients that decrypt before they look at the code. */
  readonly sealsUnsigned: boolean;
}

/** The published interface as it is. */
export const NO_RULES: AppRules = {
  leastVersion: 1,
  notifyProfile: 'v1',
  refundDayAmount: null,
  refundDayCount: null,
  refundNoRequired: false,
  allowedNetworks: [],
  paramBound: false,
  sealsUnsigned: true,
};
