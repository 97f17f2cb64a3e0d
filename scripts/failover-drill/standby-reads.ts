import { setTimeout as delay } from 'node:timers/promises';
import { type Database, openDatabase } from '../../server/src/db/database.ts';
import { openStandby, type Standby } from '../../server/src/db/standby.ts';
import { systemClock } from '../../server/src/lib/clock.ts';
import { makeFirstLink } from '../../server/src/operators/links.ts';
import { PASSWORD, tokenOf, visitor } from '../../server/test/helpers/console/console.ts';
import type { History } from './load.ts';
import type { Servers } from './servers.ts';

/** Whose sessions look at the standby: the server's role, and one that may read all tables and statistics, which the lists come by. */
export interface StandbyRoles {
  readonly server: readonly string[];
  readonly withStatistics: readonly string[];
}

/** Operators who read the orders of a running installation, from its standby where that can be. */
export interface StandbyReads extends AsyncDisposable {
  /** Answers by what they were; none may be anything but a page or a 503. */
  readonly counts: { pages: number; away: number };
  /**
   * Waits until the standby is read from again by a role; answers how long after `since` that was, in milliseconds, or undefined
   * when it was not within the limit.
   */
  again(role: keyof StandbyRoles, since: number): Promise<number | undefined>;
}

/** The default of STANDBY_MAX_LAG_MS. */
export const MAX_LAG_MS = 10_000;
/** A list shows what was acknowledged so long ago: what may be missing in it, and the time of a read. */
const SHOWN_AFTER_MS = MAX_LAG_MS + 5_000;
const PAUSE_MS = 100;
const LOOK_MS = 100;
/** What was seen before a failover counts no longer then. */
const SEEN_BEFORE_MS = 1_500;
/** Twice `checkpoint_timeout`, as docs/operating/standby.md has it, and a bit. */
const AGAIN_LIMIT_MS = 660_000;

interface Acknowledged {
  readonly at: number;
  readonly number: string;
}

/** An operator signs in and reads lists at each of the servers; what a list lacks is a violation of the history. */
export async function startStandbyReads(
  servers: Servers,
  databaseUrl: string,
  roles: StandbyRoles,
  history: History,
): Promise<StandbyReads> {
  await using starting = new AsyncDisposableStack();
  const db = openDatabase({ url: databaseUrl, poolSize: 2 });
  starting.defer(() => db.close());
  const opened = (urls: readonly string[]) => {
    const standby = openStandby(db, { urls, maxLagMs: MAX_LAG_MS, log: { info: quiet, warn: quiet } });
    starting.defer(() => standby.close());
    return standby;
  };
  const standbys = { server: opened(roles.server), withStatistics: opened(roles.withStatistics) };
  const cookie = await signIn(db, servers.urls[0] ?? '');
  const counts = { pages: 0, away: 0 };
  const stopping = new AbortController();
  const reading = servers.urls.map((url) => read(url, cookie, { history, counts, signal: stopping.signal }));
  starting.defer(async () => {
    stopping.abort();
    await Promise.all(reading);
  });
  const stack = starting.move();
  return {
    counts,
    again: (role, since) => isUsed(standbys[role], since),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const quiet = () => undefined;

/** The cookie of the first operator. */
async function signIn(db: Database, url: string): Promise<string> {
  const link = await makeFirstLink({ db, clock: systemClock, consoleUrl: url });
  const client = visitor({ url });
  const token = tokenOf(link?.address ?? '');
  await client.call('POST /links/use', { token, password: PASSWORD, account: 'drill', name: '演练' });
  return client.cookies();
}

/** Looks for an order again and again that has long been acknowledged. */
async function read(
  url: string,
  cookie: string,
  { history, counts, signal }: Pick<StandbyReads, 'counts'> & { history: History; signal: AbortSignal },
): Promise<void> {
  const acknowledged: Acknowledged[] = [];
  while (!signal.aborted) {
    const last = history.orders.findLast((one) => one.acknowledged !== undefined);
    if (last) acknowledged.push({ at: performance.now(), number: String(last.param.out_trade_no) });
    const due = acknowledged.findLast(({ at }) => performance.now() - at > SHOWN_AFTER_MS);
    if (due) {
      acknowledged.splice(0, acknowledged.indexOf(due));
      const violation = await lookFor(url, cookie, due.number, counts);
      if (violation !== undefined) history.violations.push(violation);
    }
    await delay(PAUSE_MS);
  }
}

async function lookFor(
  url: string,
  cookie: string,
  number: string,
  counts: StandbyReads['counts'],
): Promise<string | undefined> {
  try {
    const headers = { cookie, 'x-console': '1' };
    const answer = await fetch(`${url}/console-api/orders?number=${number}`, { headers });
    const body = (await answer.json()) as { rows?: readonly object[] };
    if (answer.status === 503) counts.away += 1;
    else if (answer.status !== 200) return `console: ${answer.status} ${JSON.stringify(body)}`;
    else if (body.rows?.length !== 1) return `console: the order ${number} is missing in its list`;
    else counts.pages += 1;
    return undefined;
  } catch (error) {
    return `console: no answer (${error instanceof Error ? error.message : error})`;
  }
}

async function isUsed(standby: Standby, since: number): Promise<number | undefined> {
  await delay(SEEN_BEFORE_MS);
  while (performance.now() - since < AGAIN_LIMIT_MS) {
    if (standby.reader(undefined)) return performance.now() - since;
    await delay(LOOK_MS);
  }
  return undefined;
}
