import type {
  PersonalDataRequestKind,
  PersonalDataRequestStatus,
} from '@zhixiao/contract/codes/personal-data';
import { HELD_KINDS } from '@zhixiao/contract/codes/personal-data';
import type { AskedFilter } from '../schools/asked-store.ts';
import { FATES, type Fate, type Held, type HeldKind } from './held.ts';

/** Of one kind: how many there were when it was asked for, and of how many something was erased. */
export interface Tally {
  readonly found: number;
  readonly erased: number;
}

/** A receipt: what was done about one person's data, and for whom. */
export interface DataRequest {
  readonly requestId: string;
  readonly schoolId: string;
  readonly kind: PersonalDataRequestKind;
  /** A number of which some digits are hidden. */
  readonly person: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly reason: string;
  readonly status: PersonalDataRequestStatus;
  readonly finishedAt: Date | undefined;
  readonly counts: Readonly<Partial<Record<HeldKind, Tally>>>;
}

/** Which receipts are listed. */
export type DataRequestFilter = AskedFilter<PersonalDataRequestKind, PersonalDataRequestStatus>;

/** The counts of a request that begins now. */
export function talliesOf(held: readonly Held[]): DataRequest['counts'] {
  return Object.fromEntries(held.map(({ kind, count }) => [kind, { found: count, erased: 0 }]));
}

/** The counts in the order of display. */
export function countsInOrder(
  counts: DataRequest['counts'],
): (Tally & { readonly kind: HeldKind; readonly fate: Fate })[] {
  return HELD_KINDS.flatMap((kind) => {
    const tally = counts[kind];
    return tally ? [{ kind, fate: FATES[kind], ...tally }] : [];
  });
}
