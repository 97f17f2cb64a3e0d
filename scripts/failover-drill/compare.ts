import type { Wanted } from './load.ts';

/**
 * What partners wanted beside what is kept: each number is there once, under the id that was answered, and no other is.
 * Answers a line for each that is lost, doubled, changed, was never taken, or that nobody wanted.
 */
export function compareWithKept(
  what: string,
  wanted: readonly Wanted[],
  numberOf: (one: Wanted) => string,
  rows: readonly { readonly number: string; readonly id: string }[],
): string[] {
  const kept = new Map<string, string[]>();
  for (const { number, id } of rows) kept.set(number, [...(kept.get(number) ?? []), id]);
  const wrongs = wanted.flatMap((one) => {
    const ids = kept.get(numberOf(one)) ?? [];
    kept.delete(numberOf(one));
    if (ids.length > 1) return [`${what} ${numberOf(one)} is there ${ids.length} times`];
    if (one.acknowledged === undefined)
      return [`${what} ${numberOf(one)} was never taken: ${one.refused ?? 'no answer'}`];
    if (ids[0] !== one.acknowledged)
      return [`${what} ${numberOf(one)}: answered ${one.acknowledged}, kept ${ids[0]}`];
    return [];
  });
  return [...wrongs, ...[...kept.keys()].map((number) => `${what} ${number}: nobody wanted it`)];
}
