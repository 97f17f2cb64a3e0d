import type { Profile } from '@zhixiao/protocol/profile';

/** What an app is held to beyond the published interface; each is off until an operator switches it on. */
export interface AppRules {
  /** Requests of an older version are refused. */
  readonly leastVersion: 1 | 2;
  /** How the app is told of payments; never `v1` for an app that is held to the second version. */
  readonly notifyProfile: Profile;
}

/** The published interface as it is. */
export const NO_RULES: AppRules = { leastVersion: 1, notifyProfile: 'v1' };

/** The columns of `apps` that hold the rules, in the order of `rulesToRow`. */
const COLUMNS = ['least_version', 'notify_profile'] as const;

export interface RulesRow {
  readonly least_version: 1 | 2;
  readonly notify_profile: Profile;
}

/** The columns, to be selected or inserted. */
export const RULE_NAMES = COLUMNS.join(', ');

/** The columns' places among a statement's values. */
export function placesOfRules(first: number): string {
  return COLUMNS.map((_, index) => `$${first + index}`).join(', ');
}

export function rulesToRow(rules: AppRules): readonly unknown[] {
  return [rules.leastVersion, rules.notifyProfile];
}

export function rulesFromRow(row: RulesRow): AppRules {
  return { leastVersion: row.least_version, notifyProfile: row.notify_profile };
}
