import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { SECOND_MS } from '../lib/clock.ts';
import { Refusal } from '../refusal.ts';
import { LATE_FASTER, type WaitingLine, waitingLine } from './waiting-line.ts';

/** How fast a process calls channels that have said they are called too often. */
export interface CallPace {
  /**
   * Resolves when one more call of this kind may be made for a merchant account; at once as long as its channel has not
   * complained. Answers whether it had to wait.
   * @param who keeps the turn while it is told to come again
   * @throws Refusal channel_busy when those before it take too long, with how long they do
   */
  turn(channelAccountId: string, call: string, who: string): Promise<boolean>;
  /**
   * Resolves when a call whose turn it was may leave. What is done between turn and call takes some longer than others, and they
   * would leave together.
   */
  leave(channelAccountId: string, call: string): Promise<void>;
  /** Who took a turn came to nothing by it, and is not to wait for another one. */
  giveBack(channelAccountId: string, call: string, who: string): void;
  /** The channel said that it is called too often. */
  slowDown(channelAccountId: string, call: string): void;
  /** Whether it has said so of any call of this account lately. */
  isSlow(channelAccountId: string): boolean;
}

/** Of what was called, so much is called from then on, and so much more with each second without a complaint. */
const CUT = 0.9;
const GROWTH_A_SECOND = 1.02;
/** Calls leave faster than turns are ever taken, so that none wait for long. */
const LEAVE_FASTER = LATE_FASTER + 0.05;
/** Complaints about one second's calls are one. */
const CUT_EVERY_MS = SECOND_MS;
const SLOWEST_A_SECOND = 1;
/** Without a complaint for so long, and when nobody waits any more, calls are not kept back. */
const FORGOTTEN_AFTER_MS = 60 * SECOND_MS;
/** A request waits so long for its turn; longer is for the page, which shows why. */
const HELD_MS = 2 * SECOND_MS;
/** Many whose turn has come, and who find another one before them, do not look at each call. */
const LOOK_MS = 100;

interface Paced {
  /** Calls a second that were allowed when the channel last complained; undefined: as many as come. */
  allowed: number | undefined;
  cutAt: number;
  line: WaitingLine;
  /** When the next call may leave. */
  leaveAt: number;
  /** The second that is counted, its calls, and those of the second before. */
  second: number;
  calls: number;
  callsBefore: number;
}

/**
 * Each process learns by itself how much of a channel's limit is its own: less after each complaint, a little more after each
 * second without one.
 * @param time the process's own, in milliseconds; another only in tests
 */
export function createCallPace(
  log: Pick<Logger, 'warn'>,
  time = { now: () => performance.now(), wait: (ms: number) => wait(ms) as Promise<unknown> },
): CallPace {
  const accounts = new Map<string, Map<string, Paced>>();
  const pacedOf = (accountId: string, call: string): Paced => {
    const calls = accounts.get(accountId) ?? new Map<string, Paced>();
    accounts.set(accountId, calls);
    const paced = calls.get(call) ?? unpaced();
    calls.set(call, paced);
    return paced;
  };
  return {
    async turn(accountId, call, who) {
      const begunAt = time.now();
      const paced = pacedOf(accountId, call);
      for (let hasWaited = false; ; hasWaited = true) {
        const now = time.now();
        const allowed = allowedOf(paced, now);
        if (allowed === undefined) {
          count(paced, now);
          return hasWaited;
        }
        const waitMs = paced.line.take(who, now, allowed);
        if (waitMs === 0) return hasWaited;
        if (now + waitMs > begunAt + HELD_MS) throw new Refusal('channel_busy', { waitMs });
        await time.wait(Math.ceil(Math.max(waitMs, hasWaited ? LOOK_MS : 0)));
      }
    },

    async leave(accountId, call) {
      const now = time.now();
      const paced = pacedOf(accountId, call);
      const allowed = allowedOf(paced, now);
      if (allowed === undefined) return;
      const at = Math.max(now, paced.leaveAt);
      paced.leaveAt = at + SECOND_MS / (allowed * LEAVE_FASTER);
      if (at > now) await time.wait(at - now);
    },

    giveBack(accountId, call, who) {
      const paced = pacedOf(accountId, call);
      if (paced.allowed !== undefined) paced.line.giveBack(who);
    },

    slowDown(accountId, call) {
      const now = time.now();
      const paced = pacedOf(accountId, call);
      const allowed = allowedOf(paced, now);
      if (allowed !== undefined && now - paced.cutAt < CUT_EVERY_MS) return;
      const called = allowed ?? Math.max(paced.calls, paced.callsBefore);
      paced.allowed = Math.max(SLOWEST_A_SECOND, called * CUT);
      paced.cutAt = now;
      if (allowed !== undefined) return;
      paced.line = waitingLine();
      // only calls that take their turn are counted
      const perSecond = called > 0 ? { perSecond: Math.round(paced.allowed) } : {};
      log.warn(
        { channelAccountId: accountId, ...perSecond },
        'the channel says it is called too often; it is called less',
      );
    },

    isSlow(accountId) {
      const now = time.now();
      return [...(accounts.get(accountId)?.values() ?? [])].some(
        (paced) => allowedOf(paced, now) !== undefined,
      );
    },
  };
}

/** Calls a second that are allowed now; undefined: as many as come. */
function allowedOf(paced: Paced, now: number): number | undefined {
  const { allowed, cutAt, line } = paced;
  if (allowed === undefined) return undefined;
  const grown = allowed * GROWTH_A_SECOND ** ((now - cutAt) / SECOND_MS);
  if (now - cutAt <= FORGOTTEN_AFTER_MS || line.isWaitedIn(now, grown)) return grown;
  paced.allowed = undefined;
  return undefined;
}

function unpaced(): Paced {
  const counts = { second: 0, calls: 0, callsBefore: 0 };
  return { allowed: undefined, cutAt: 0, line: waitingLine(), leaveAt: 0, ...counts };
}

function count(paced: Paced, now: number): void {
  const second = Math.floor(now / SECOND_MS);
  if (second !== paced.second) {
    paced.callsBefore = second === paced.second + 1 ? paced.calls : 0;
    paced.second = second;
    paced.calls = 0;
  }
  paced.calls += 1;
}
