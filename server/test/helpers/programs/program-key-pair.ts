import { generateKeyPairSync } from 'node:crypto';
import { argv } from 'node:process';
import type { MakeKeyPair } from '../../../../sandbox/src/key-pair.ts';
import { keptKeyPairs } from '../../../../sandbox/test/helpers/kept-key-pairs.ts';

const kept = keptKeyPairs();
// the emulators begin at the other end than the server that has its keys of them
if (argv[1]?.includes('sandbox') === true) kept.reverse();

/** In the place of `sandbox/src/key-pair.ts` in programs that tests start: eight new keys are a third of a start. */
export const newKeyPair: MakeKeyPair = () =>
  kept.pop() ?? generateKeyPairSync('rsa', { modulusLength: 2048 });
