import { setTimeout as delay } from 'node:timers/promises';
import { type Random, randomOf } from '../../../server/test/fuzz/random.ts';
import { patience } from '../../../test/helpers/patience.ts';
import { type Installation, SIDES } from '../installation.ts';
import { randomToxic } from '../proxy/toxics.ts';
import type { State } from '../state.ts';
import { randomChannelFault } from './channel-faults.ts';
import { killOne } from './kills.ts';
import { pressOn } from './pressures.ts';

/** What decides when the next fault comes, and whether. */
interface Pace {
  readonly goesOn: () => boolean;
  /** Operations that clients have had done so far. */
  readonly done: () => number;
  readonly onKill: () => void;
}

/** A client has had nothing done for this long: the next fault comes all the same. */
const STALLED_MS = 15_000;
const POLL_MS = 50;

/** Kills, poisons and presses as long as it goes on, each sitting in ways of its own; counts in `state` what it did. */
export async function inflict(installation: Installation, state: State, pace: Pace): Promise<void> {
  const { goesOn, done } = pace;
  const source = (index: number) => randomOf(state.seed, 3_000_000_019 + state.sittings * 10 + index);
  // by what was done, not by the clock: on a busy machine nothing would ever be up between two kills
  const after = async (operations: number) => {
    const [enough, giveUpAt] = [done() + operations, performance.now() + patience(STALLED_MS)];
    while (goesOn() && done() < enough && performance.now() < giveUpAt) await delay(POLL_MS);
  };
  const repeat = async (random: Random, [least, most]: readonly [number, number], fault: () => unknown) => {
    while (goesOn()) {
      await after(least + random.int(most - least + 1));
      if (goesOn()) await fault();
    }
  };
  const count = (counts: Record<string, number>, named: string) => {
    counts[named] = (counts[named] ?? 0) + 1;
  };
  const [killer, network, pressure, channel] = [source(1), source(2), source(3), source(4)];
  await Promise.all([
    repeat(killer, [2, 45], async () => {
      const killed = await killOne(installation, killer, state.kills);
      if (killed === undefined) return;
      count(state.kills, killed);
      pace.onKill();
    }),
    repeat(network, [1, 25], async () => {
      const side = network.pick(SIDES);
      const toxic = randomToxic(network);
      count(state.toxics, `${side} ${toxic.kind}`);
      installation.proxies[side].poison(toxic);
      await delay(200 + network.int(1_500));
      installation.proxies[side].poison(undefined);
    }),
    repeat(pressure, [10, 70], async () => {
      count(state.pressures, await pressOn(installation, pressure, () => state.offsetMs));
    }),
    repeat(channel, [0, 7], () =>
      installation.emulators.fault(randomChannelFault(channel)).catch(() => undefined),
    ),
  ]);
}
