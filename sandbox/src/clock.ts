import { readSetting, type Store, writeSetting } from './store.ts';

/** The emulators' own time, in milliseconds since the epoch. */
export interface Clock {
  now(): number;
}

/** Things that come due by the clock. */
export interface Agenda {
  /** When the next thing is due; undefined when nothing is planned. */
  nextAt(): number | undefined;
  /** Starts everything due at `now`, so that `nextAt` moves past it; must not throw. */
  runDue(now: number): void;
}

/** The real time plus an offset that survives a restart. */
export interface VirtualClock extends Clock {
  readonly offsetMs: number;
  /** Moves the time; what becomes due by that starts at once. */
  move(offsetMs: number): void;
  add(agenda: Agenda): void;
  /** When the next thing of any agenda is due; undefined when nothing is planned. */
  nextAt(): number | undefined;
  /** To be called after planning anything in an agenda: starts what is due, once the caller has returned. */
  wake(): void;
  /** Starts nothing any more, whatever is planned by what is still under way. */
  stop(): void;
}

export function createClock(store: Store): VirtualClock {
  const agendas: Agenda[] = [];
  let offsetMs = Number(readSetting(store, OFFSET) ?? 0);
  let timer: NodeJS.Timeout | undefined;
  let isAwake = false;
  let isStopped = false;
  const now = () => Date.now() + offsetMs;

  function nextAt(): number | undefined {
    const due = agendas.map((agenda) => agenda.nextAt()).filter((at) => at !== undefined);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  function wake(): void {
    if (isAwake || isStopped) return;
    isAwake = true;
    clearTimeout(timer);
    timer = setTimeout(run, 0);
  }

  function run(): void {
    // what is planned meanwhile is looked for below, without a timer of its own that nobody could stop
    isAwake = true;
    for (const agenda of agendas) agenda.runDue(now());
    isAwake = false;
    const at = nextAt();
    if (at !== undefined) timer = setTimeout(run, Math.min(Math.max(at - now(), 0), TIMER_MAX_MS));
  }

  return {
    now,
    get offsetMs() {
      return offsetMs;
    },
    move(to) {
      offsetMs = to;
      writeSetting(store, OFFSET, String(to));
      wake();
    },
    add: (agenda) => void agendas.push(agenda),
    nextAt,
    wake,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

const OFFSET = 'clock_offset_ms';
/** What setTimeout can take; on waking early the clock just sleeps again. */
const TIMER_MAX_MS = 2 ** 31 - 1;
