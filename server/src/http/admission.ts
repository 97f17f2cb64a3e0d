import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import type { Core } from '../core.ts';
import { measured } from '../lib/measures.ts';
import { type Door, openDoors } from './door.ts';
import type { Kind, KindName } from './kinds.ts';
import { lateRefusals } from './late-refusals.ts';
import { overloadLog } from './overload-log.ts';
import { Overloaded } from './unavailable.ts';

/** How requests of one kind are let in, and what they work with. */
export interface Admitted {
  /** A hook that refuses requests of this kind while they are too many. @throws Overloaded, what it passes on */
  readonly admit: onRequestHookHandler;
  /** Its connections are borrowed for that kind. */
  readonly core: Core;
}

/** Kinds of requests of which some are answered from a standby: of no one but operators. */
const MAY_LAG: readonly KindName[] = ['console', 'file'];

/** Decides which requests are worked on when there are more than the server can do. */
export function admitByKind(
  server: FastifyInstance,
  core: Core,
  kinds: Readonly<Record<KindName, Kind>>,
): (kind: KindName) => Admitted {
  const databases = Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [name, core.db.usedFor(kind)]),
  ) as Record<KindName, Core['db']>;
  const admit = shedLoad(server, kinds, {
    connectionMs: (kind) => databases[kind].waitedMs(),
    batchMs: (kind) => {
      if (kind === 'callback') return core.bookings.waitedMs();
      return kind === 'partner' ? core.orders.waitedMs() : 0;
    },
    answeredAt: core.db.answeredAt,
  });
  return (kind) => ({
    admit: admit(kind),
    core: {
      ...core,
      db: databases[kind],
      standby: MAY_LAG.includes(kind) ? core.standby?.usedFor(kinds[kind]) : undefined,
    },
  });
}

/** What is known of the database. */
interface Waits {
  /** For how long requests of a kind have been waiting for a connection to it. Milliseconds. */
  connectionMs(kind: KindName): number;
  /** For how long they have been waiting in a batch. Milliseconds. */
  batchMs(kind: KindName): number;
  /** When it last answered anybody, by `performance.now()`; undefined while it is away. */
  answeredAt(): number | undefined;
}

const LOOK_EVERY_MS = 100;
/** A look so late says that the process stood still, and so do all waits: it decides nothing. */
const STOOD_STILL_MS = 1_000;
/** While begun requests wait longer for a connection or in a batch, further ones wait at the door: each needs several. */
const HELD_MS = 100;
/** After each look: a half of what was admitted while there are too many, and so much more once there are not. */
const LESS = 0.5;
const MORE = 0.05;
/** Below this nobody is admitted. */
const LEAST = 0.01;

interface State {
  readonly name: KindName;
  readonly kind: Kind;
  readonly door: Door;
  /** Which part of the requests is admitted, 0 to 1. */
  admitted: number;
  underWay: number;
  /** Refused since the last look. */
  refused: number;
}

/**
 * Sheds load by kind. A timer looks ten times a second how long each kind waits, at the door and for the database. While a
 * kind's bound is passed, a smaller and smaller part of its requests is admitted, the others are refused a second later
 * and without anything done for them; afterwards all of them are again within two seconds. While the database is away nobody waits for it,
 * and who needs it is refused by that.
 */
export function shedLoad(
  server: FastifyInstance,
  kinds: Readonly<Record<KindName, Kind>>,
  waits: Waits,
): (kind: KindName) => onRequestHookHandler {
  const doorOf = openDoors();
  const isHere = () => waits.answeredAt() !== undefined;
  const workMs = (name: KindName) => Math.max(waits.connectionMs(name), waits.batchMs(name));
  const states = Object.entries(kinds).map(
    ([name, kind]): State => ({
      name: name as KindName,
      kind,
      door: doorOf(kind.rank, () => workMs(name as KindName) > HELD_MS && isHere()),
      admitted: 1,
      underWay: 0,
      refused: 0,
    }),
  );
  // counted from 0, so that the first ones are seen as an increase
  for (const { name } of states) measured('shed', { kind: name, requests: 0 });
  const tell = overloadLog(server.log);
  const refusals = lateRefusals();
  let lookedAt = performance.now();
  const look = () => {
    refusals.callDue();
    const sinceLast = performance.now() - lookedAt;
    lookedAt = performance.now();
    if (sinceLast > STOOD_STILL_MS) return;
    for (const state of states) {
      const { name, kind, door } = state;
      const waitedMs = Math.max(door.waitedMs(), workMs(name));
      state.admitted = isHere() ? next(state.admitted, waitedMs > kind.waitMs) : 1;
      state.refused += door.refuseAfter(kind.waitMs, () => new Overloaded());
    }
    tell(states, waits.answeredAt());
    for (const state of states) {
      if (state.refused > 0) measured('shed', { kind: state.name, requests: state.refused });
      state.refused = 0;
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  server.addHook('preClose', async () => {
    clearInterval(timer);
    refusals.callAll();
  });

  return (name) => {
    const state = states.find((each) => each.name === name) as State;
    const { atOnce } = state.kind;
    return (_request, reply, done) => {
      const isFull = atOnce !== undefined && state.underWay >= atOnce;
      if (isFull || (state.admitted < 1 && Math.random() >= state.admitted)) {
        state.refused += 1;
        return refusals.add(reply.raw, done);
      }
      if (atOnce !== undefined) {
        state.underWay += 1;
        reply.raw.on('close', () => {
          state.underWay -= 1;
        });
      }
      state.door.enter(reply.raw, done);
    };
  };
}

function next(admitted: number, isTooMuch: boolean): number {
  if (!isTooMuch) return Math.min(1, admitted + MORE);
  return admitted * LESS < LEAST ? 0 : admitted * LESS;
}
