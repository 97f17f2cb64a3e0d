/** What `db/batched.ts` would be if it gathered nothing: each item runs alone, at once. */
export function batched<Item, Result>(
  _maxItems: number,
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): { add(item: Item): Promise<Result>; waitedMs(): number } {
  return {
    async add(item) {
      const [result] = await run([item]);
      return result as Result;
    },
    waitedMs: () => 0,
  };
}
