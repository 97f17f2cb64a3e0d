import type { Core } from '../core.ts';
import { type BridgePart, findBridge } from './bridge-store.ts';
import type { DayKey } from './day.ts';
import { matchDayOf } from './reconcile-day.ts';

interface Sums {
  readonly paid: { readonly count: number; readonly amount: number };
  readonly refunded: { readonly count: number; readonly amount: number };
}

/** The money of a day on both sides, in fen; the parts come to the difference of their nets. */
export interface Bridge {
  readonly ours: Sums;
  readonly bill: Sums;
  readonly parts: readonly BridgePart[];
}

/** The way from the money of a day in the books to that in its bill; undefined where it would take too long to add up. */
export async function bridgeOfDay(core: Core, key: DayKey): Promise<Bridge | undefined> {
  const rows = await findBridge(core.db, key, await matchDayOf(core, key));
  if (!rows) return undefined;
  const sum = (of: 'ours' | 'bill', side: BridgePart['side']) => {
    const row = rows.find((each) => each.of === of && each.side === side);
    return { count: row?.count ?? 0, amount: row?.amount ?? 0 };
  };
  const sums = (of: 'ours' | 'bill') => ({ paid: sum(of, 'payment'), refunded: sum(of, 'refund') });
  const parts = rows.flatMap(({ of, kind, ...part }) => (of === 'part' && kind ? { ...part, kind } : []));
  return { ours: sums('ours'), bill: sums('bill'), parts };
}
