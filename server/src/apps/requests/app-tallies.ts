import { REQUEST_KINDS, type RequestKind } from '@zhixiao/contract/codes/requests';
import { dayStart, shanghaiDate } from '../../lib/shanghai-day.ts';
import type { RequestCount } from './request-log-store.ts';
import { allowedBy } from './request-quota.ts';

/** The counts of an app and kind: since they were last taken, and what is known of today. */
interface Tally {
  total: number;
  kept: number;
  /** How many more may be kept before they are taken. */
  free: number;
  keptToday: number;
}

interface OfApp {
  readonly tallies: Readonly<Record<RequestKind, Tally>>;
  /** How often nothing was there to take. */
  idle: number;
}

/** Requests of a kind that an app may have kept each time, while its quota lasts. */
const EACH_TIME_MAX = 100;
/** What it may have kept before the database has told how much it has had today. */
const BEFORE_KNOWN = 20;
/** An app that has asked nothing for so many times is forgotten. */
const IDLE_MAX = 600;

/** Counts requests by app and kind, and says which of them are kept. */
export class AppTallies {
  readonly #apps = new Map<string, OfApp>();
  readonly #rowsPerDay: number;
  #day = '';

  constructor(rowsPerDay: number) {
    this.#rowsPerDay = rowsPerDay;
  }

  get isEmpty(): boolean {
    return this.#apps.size === 0;
  }

  /** Counts a request; answers whether it is kept. */
  count(appId: string, kind: RequestKind, isRoom: boolean): boolean {
    let ofApp = this.#apps.get(appId);
    if (!ofApp) {
      ofApp = { tallies: { done: newTally(), refused: newTally(), unproved: newTally() }, idle: 0 };
      this.#apps.set(appId, ofApp);
    }
    ofApp.idle = 0;
    const tally = ofApp.tallies[kind];
    tally.total += 1;
    if (tally.free === 0 || !isRoom) return false;
    tally.free -= 1;
    tally.kept += 1;
    return true;
  }

  /** What was counted since the last time. */
  take(): RequestCount[] {
    const counts: RequestCount[] = [];
    for (const [appId, { tallies }] of this.#apps) {
      for (const kind of REQUEST_KINDS) {
        const tally = tallies[kind];
        if (tally.total === 0) continue;
        counts.push({ appId, kind, total: tally.total, kept: tally.kept });
        tally.total = 0;
        tally.kept = 0;
      }
    }
    return counts;
  }

  /** Counts what could not be written down. @param isKept whether the requests wait for the next time; else they are lost */
  putBack(counts: readonly RequestCount[], isKept: boolean): void {
    for (const { appId, kind, total, kept } of counts) {
      const tally = this.#apps.get(appId)?.tallies[kind];
      if (!tally) continue;
      tally.total += total;
      if (isKept) tally.kept += kept;
    }
  }

  /** Takes over how many are kept today, by all processes. */
  learn(known: readonly RequestCount[]): void {
    for (const { appId, kind, kept } of known) {
      const tally = this.#apps.get(appId)?.tallies[kind];
      if (tally) tally.keptToday = kept;
    }
  }

  /** Says anew how many may be kept until the next time. */
  allow(now: Date): void {
    const today = shanghaiDate(now);
    const sinceStart = now.getTime() - dayStart(today).getTime();
    for (const [appId, ofApp] of this.#apps) {
      ofApp.idle += 1;
      // what could not be written down yet waits for the database, however long it is away
      if (ofApp.idle > IDLE_MAX && !hasCounted(ofApp)) this.#apps.delete(appId);
      for (const kind of REQUEST_KINDS) {
        const tally = ofApp.tallies[kind];
        if (today !== this.#day && this.#day !== '') tally.keptToday = 0;
        const left = allowedBy(this.#rowsPerDay, kind, sinceStart) - tally.keptToday;
        tally.free = Math.max(0, Math.min(EACH_TIME_MAX, left));
      }
    }
    this.#day = today;
  }
}

function hasCounted({ tallies }: OfApp): boolean {
  return REQUEST_KINDS.some((kind) => tallies[kind].total > 0);
}

function newTally(): Tally {
  return { total: 0, kept: 0, free: BEFORE_KNOWN, keptToday: 0 };
}
