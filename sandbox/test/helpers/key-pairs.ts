import { type MakeKeyPair, newKeyPair } from '../../src/key-pair.ts';
import { keptKeyPairs } from './kept-key-pairs.ts';

const made = keptKeyPairs();

/** Keys that differ from one another, for one gateway or sandbox; the next one gets the same: making them is slow. */
export function recycledKeyPairs(): MakeKeyPair {
  let used = 0;
  return () => {
    const pair = made[used] ?? newKeyPair();
    made[used] = pair;
    used += 1;
    return pair;
  };
}
