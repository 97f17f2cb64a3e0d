import type { Logger } from 'pino';
import { isDatabaseAway, type Queryable } from '../../db/database.ts';
import { type Clock, SECOND_MS } from '../../lib/clock.ts';
import { measured } from '../../lib/measures.ts';
import { shanghaiDate } from '../../lib/shanghai-day.ts';
import { outsideTraces } from '../../lib/trace.ts';
import { addressOwners } from './address-owners.ts';
import { AppTallies } from './app-tallies.ts';
import { insertRequests, type RequestCount } from './request-log-store.ts';
import { kindOf, messageToKeep, type RequestTrail } from './request-trail.ts';

interface Parts {
  readonly db: Queryable;
  readonly clock: Clock;
  readonly log: Logger;
}

const FLUSH_EVERY_MS = SECOND_MS;
/** Requests that wait for the database, about a megabyte; what comes on top of them is counted only. */
const WAITING_MAX = 2_000;

/**
 * Where partners' requests are written down for their apps. They are gathered in memory and written once a second, in one
 * statement, so that nobody waits for it; what a crash finds in memory is lost. Beyond its quota an app's requests are counted
 * and not kept. A request of no known app is of the app that its address has spoken for, if that is one only; otherwise there
 * is nobody who could be shown it.
 */
export class RequestLog implements AsyncDisposable {
  readonly #parts: Parts;
  readonly #isOn: boolean;
  readonly #tallies: AppTallies;
  readonly #owners = addressOwners();
  #rows: RequestTrail[] = [];
  /** Rows that the database has been given and not acknowledged yet. */
  #given = 0;
  #unowned = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;

  /** @param rowsPerAppDay 0: nothing is written down */
  constructor(parts: Parts, rowsPerAppDay: number) {
    this.#parts = parts;
    this.#isOn = rowsPerAppDay > 0;
    this.#tallies = new AppTallies(rowsPerAppDay);
  }

  /** Keeps a request that has ended, or only counts it. @param address the client's */
  note(trail: RequestTrail, address: string): void {
    if (!this.#isOn) return;
    if (!trail.isProved) trail.appId ??= this.#owners.of(address);
    const { appId } = trail;
    if (appId === undefined) {
      this.#unowned += 1;
      return;
    }
    if (trail.isProved) this.#owners.note(address, appId);
    const isRoom = this.#rows.length + this.#given < WAITING_MAX;
    if (this.#tallies.count(appId, kindOf(trail), isRoom)) {
      if (trail.outcome !== 'done') trail.message = messageToKeep(trail.message);
      this.#rows.push(trail);
    }
    if (this.#timer === undefined && this.#writing === undefined) this.#start();
  }

  /** Writes what there is now. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing ??= outsideTraces(() => this.#write()).finally(() => {
      this.#writing = undefined;
      if (!this.#tallies.isEmpty) this.#start();
    });
    return this.#writing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing;
    // and what came meanwhile
    await this.flush();
    clearTimeout(this.#timer);
  }

  #start(): void {
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_EVERY_MS).unref();
  }

  async #write(): Promise<void> {
    const { clock } = this.#parts;
    const [rows, counts] = [this.#rows, this.#tallies.take()];
    this.#rows = [];
    this.#given = rows.length;
    if (counts.length > 0) await this.#insert(rows, counts, shanghaiDate(clock.now()));
    this.#given = 0;
    this.#tallies.allow(clock.now());
  }

  async #insert(rows: readonly RequestTrail[], counts: readonly RequestCount[], day: string): Promise<void> {
    const { db, log } = this.#parts;
    try {
      this.#tallies.learn(await insertRequests(db, rows, counts, day));
      const total = counts.reduce((sum, count) => sum + count.total, 0);
      measured('partner_requests', {
        kept: rows.length,
        sampled: total - rows.length,
        unowned: this.#unowned,
      });
      this.#unowned = 0;
    } catch (error) {
      const isAway = isDatabaseAway(error);
      this.#tallies.putBack(counts, isAway);
      if (isAway) this.#rows = [...rows, ...this.#rows];
      // else logged once, when the database was lost
      else log.error({ err: error }, 'the requests of partners could not be written down');
    }
  }
}
