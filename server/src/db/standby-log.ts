import type { Finding, FollowedStandby } from './follow-standby.ts';

/** The log of when reads went to a standby and when no longer. */
export interface StandbyLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

const REASONS: Readonly<Record<Finding['verdict'], string>> = {
  usable: 'usable',
  away: 'cannot be asked',
  primary_unknown: 'the primary does not say where its log ends',
  takes_writes: 'takes writes: it is no standby',
  other_cluster: 'of another cluster than the primary',
  other_database: 'another database than the one of DATABASE_URL',
  other_timeline: 'has not been seen to follow the present primary yet',
  behind: 'further behind than STANDBY_MAX_LAG_MS',
};
/** Said of every standby for a moment after the start. */
const AT_FIRST: readonly Finding['verdict'][] = ['primary_unknown', 'behind'];

/** Writes one line when standbys begin to be read from, and one when none can be any more. */
export function standbyChanges(
  log: StandbyLog,
  maxLagMs: number,
): (followed: readonly FollowedStandby[], best: FollowedStandby | undefined) => void {
  const startedAt = performance.now();
  let inUse: boolean | undefined;
  return (followed, best) => {
    if (best) {
      if (inUse) return;
      const write = inUse === undefined ? log.info.bind(log) : log.warn.bind(log);
      inUse = true;
      write({ place: best.place, lagMs: Math.round(best.ageMs()) }, 'standby in use');
      return;
    }
    const isStarting = inUse === undefined && performance.now() - startedAt < maxLagMs;
    const isOpen = ({ verdict }: Finding) =>
      verdict === 'usable' || (isStarting && AT_FIRST.includes(verdict));
    const findings = followed.map((one) => one.finding());
    if (inUse === false || findings.some((finding) => finding === undefined || isOpen(finding))) return;
    inUse = false;
    log.warn({ reason: followed.map(reasonOf).join('; ') }, 'standby not in use');
  };
}

function reasonOf(one: FollowedStandby): string {
  const { verdict = 'usable', reason } = one.finding() ?? {};
  return `${one.place}: ${REASONS[verdict]}${reason === undefined ? '' : ` (${reason})`}`;
}
