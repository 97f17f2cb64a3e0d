/** What was found not to hold, each in words, once. */
export interface Violations {
  readonly found: ReadonlySet<string>;
  add(what: string): void;
}

export function collectViolations(onFirst: (what: string) => void): Violations {
  const found = new Set<string>();
  return {
    found,
    add(what) {
      if (found.has(what)) return;
      found.add(what);
      onFirst(what);
    },
  };
}
