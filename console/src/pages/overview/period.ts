const DAY_MS = 86_400_000;
/** A chart of more days has no room for those without anything. */
const MOST_DAYS = 800;

/** Days of Beijing as `2026-09-01`, both included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** Every day of a period; undefined when they are too many to be drawn. */
export function daysOf({ from, to }: Period): readonly string[] | undefined {
  const first = Date.parse(from);
  const count = Math.round((Date.parse(to) - first) / DAY_MS) + 1;
  if (!(count <= MOST_DAYS)) return undefined;
  return Array.from({ length: Math.max(count, 0) }, (_, n) =>
    new Date(first + n * DAY_MS).toISOString().slice(0, 10),
  );
}
