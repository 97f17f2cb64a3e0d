import type { Profile } from '@zhixiao/protocol/profile';

/** What an app is held to beyond the published interface; each is off until an operator switches it on. */
export interface AppRules {
  /** Requests of an older version are refused. */
  readonly leastVersion: 1 | 2;
  /** How the app is told of payments; never `v1` for an app that is held to the second version. */
  readonly notifyProfile: Profile;
  /** What the app may refund in a day of Shanghai, fen and number; null: as much as there is. */
  readonly refundDayFee: number | null;
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
  refundDayFee: null,
  refundDayCount: null,
  refundNoRequired: false,
  allowedNetworks: [],
  paramBound: false,
  sealsUnsigned: true,
};

/** The columns of `apps` that hold the rules, in the order of `rulesToRow`. */
const COLUMNS = [
  'least_version',
  'notify_profile',
  'refund_day_fee',
  'refund_day_count',
  'refund_no_required',
  'allowed_networks',
  'param_bound',
  'seals_unsigned',
] as const;

export interface RulesRow {
  readonly least_version: 1 | 2;
  readonly notify_profile: Profile;
  readonly refund_day_fee: string | null;
  readonly refund_day_count: number | null;
  readonly refund_no_required: boolean;
  readonly allowed_networks: readonly string[];
  readonly param_bound: boolean;
  readonly seals_unsigned: boolean;
}

/** The columns, to be selected or inserted. */
export const RULE_NAMES = COLUMNS.join(', ');

/** The columns' places among a statement's values. */
export function placesOfRules(first: number): string {
  return COLUMNS.map((_, index) => `$${first + index}`).join(', ');
}

export function rulesToRow(rules: AppRules): readonly unknown[] {
  return [
    rules.leastVersion,
    rules.notifyProfile,
    rules.refundDayFee,
    rules.refundDayCount,
    rules.refundNoRequired,
    rules.allowedNetworks,
    rules.paramBound,
    rules.sealsUnsigned,
  ];
}

export function rulesFromRow(row: RulesRow): AppRules {
  return {
    leastVersion: row.least_version,
    notifyProfile: row.notify_profile,
    refundDayFee: row.refund_day_fee === null ? null : Number(row.refund_day_fee),
    refundDayCount: row.refund_day_count,
    refundNoRequired: row.refund_no_required,
    allowedNetworks: row.allowed_networks,
    paramBound: row.param_bound,
    sealsUnsigned: row.seals_unsigned,
  };
}
