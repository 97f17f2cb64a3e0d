import type { Words } from '../lib/words.ts';
import { printError } from './command.ts';

/** A line when something begins, and at most one in this time while it goes on: logs keep them. */
const EVERY_MS = 2_000;

/** Tells on standard error how far a long step is. */
export function showProgress(
  said: (words: Words) => string,
): (what: Words, done?: number, all?: number) => void {
  let current = '';
  let toldAt = 0;
  return (what, done, all) => {
    if (what.en === current && performance.now() - toldAt < EVERY_MS) return;
    current = what.en;
    toldAt = performance.now();
    const share = done === undefined || !all ? '' : ` ${Math.min(100, Math.floor((100 * done) / all))} %`;
    const count = done !== undefined && all === undefined ? ` ${done}` : '';
    printError(said({ zh: `${what.zh}……${share}${count}`, en: `${what.en} …${share}${count}` }));
  };
}
