import { RETENTION_KINDS, type RetentionKind, type RetentionLaw } from '@zhixiao/contract/codes/retention';
import { RETENTION_KIND_NAMES, RETENTION_LAW_NAMES } from '@zhixiao/contract/words/retention';

export type { RetentionKind };

/** For how long a kind of personal data is kept; what it counts from stands with its step (`steps.ts`). */
export interface RetentionPeriod {
  readonly defaultHours: number;
  readonly leastHours: number;
  /** The law that wants that least; undefined: it is our choice. */
  readonly law: RetentionLaw | undefined;
  /** Whether an installation may choose. What guards a door for minutes is what the door's rule says. */
  readonly isSetting: boolean;
}

/** The periods of an installation in hours, by kind. */
export type RetentionHours = Readonly<Record<RetentionKind, number>>;

const DAY = 24;
/** Six months and three years at their longest. */
const HALF_A_YEAR = 184;
const THREE_YEARS = 1096;
const FIVE_YEARS = 1826;

/** What an installation may set. Below a law's least nothing is taken; a week keeps slips of the pen from erasing what is in use. */
const chosen = (days: number, leastDays = 7, law?: RetentionLaw): RetentionPeriod => ({
  defaultHours: days * DAY,
  leastHours: leastDays * DAY,
  law,
  isSetting: true,
});

/** What has no use after its hour, however an installation is set. */
const fixed = (hours: number): RetentionPeriod => ({
  defaultHours: hours,
  leastHours: hours,
  law: undefined,
  isSetting: false,
});

/** Every kind with its period. Money facts have none: they are kept for as long as the books (会计档案管理办法, 30 years). */
export const RETENTION_PERIODS: Readonly<Record<RetentionKind, RetentionPeriod>> = {
  order_people: chosen(FIVE_YEARS),
  payer_ids: chosen(THREE_YEARS),
  invoice_wishes: chosen(THREE_YEARS),
  invoice_contacts: chosen(THREE_YEARS),
  callbacks: chosen(FIVE_YEARS, HALF_A_YEAR, 'network_logs'),
  notification_attempts: chosen(2 * 365 + 1, HALF_A_YEAR, 'network_logs'),
  invoice_attempts: chosen(FIVE_YEARS, HALF_A_YEAR, 'network_logs'),
  people_left: chosen(THREE_YEARS),
  accesses: chosen(FIVE_YEARS, THREE_YEARS, 'processing_records'),
  consents: chosen(THREE_YEARS, THREE_YEARS, 'processing_records'),
  change_requests: chosen(FIVE_YEARS, HALF_A_YEAR, 'network_logs'),
  sessions: fixed(DAY),
  sign_in_failures: fixed(DAY),
  operator_links: fixed(30 * DAY),
  challenges: fixed(0),
  payer_sign_ins: fixed(0),
  bind_attempts: fixed(1),
  invoice_tries: fixed(1),
  nonces: fixed(0),
  params: fixed(30 * DAY),
  partner_requests: fixed(7 * DAY),
  messages: fixed(90 * DAY),
};

const LONGEST_DAYS = 36_500;

/**
 * The periods of an installation: those by default, and what its setting says in days, such as
 * `callbacks=3653,accesses=1826`.
 * @throws Error in one line that names what cannot be used
 */
export function readRetentionDays(text: string | undefined): RetentionHours {
  const hours = Object.fromEntries(
    RETENTION_KINDS.map((kind) => [kind, RETENTION_PERIODS[kind].defaultHours]),
  ) as Record<RetentionKind, number>;
  const said = new Set<string>();
  for (const item of (text ?? '').split(/[\s,;]+/).filter((each) => each !== '')) {
    const [, name = '', days = ''] = /^([a-z_]+)=([0-9]{1,5})$/.exec(item) ?? [];
    const kind = RETENTION_KINDS.find((each) => each === name);
    if (kind === undefined || !RETENTION_PERIODS[kind].isSetting) {
      throw new Error(`has items like callbacks=1826, of ${settable().join(', ')}; not "${item}"`);
    }
    if (said.has(kind)) throw new Error(`says ${kind} twice`);
    said.add(kind);
    const { leastHours, law } = RETENTION_PERIODS[kind];
    const why = law === undefined ? '' : `: ${RETENTION_LAW_NAMES.en[law]}`;
    if (Number(days) * DAY < leastHours || Number(days) > LONGEST_DAYS) {
      throw new Error(
        `must keep ${kind} (${RETENTION_KIND_NAMES.en[kind]}) for ${leastHours / DAY} to ${LONGEST_DAYS} days, not ${days}${why}`,
      );
    }
    hours[kind] = Number(days) * DAY;
  }
  return hours;
}

function settable(): readonly RetentionKind[] {
  return RETENTION_KINDS.filter((kind) => RETENTION_PERIODS[kind].isSetting);
}
