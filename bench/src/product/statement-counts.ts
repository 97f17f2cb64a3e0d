/** How often a server has run a statement so far, and for how long in all, with the way to the database and back. */
export interface StatementCount {
  readonly times: number;
  readonly seconds: number;
}

/** Every statement that a server has run so far, by its name, as its metrics say. */
export async function statementCounts(metricsPort: number): Promise<Map<string, StatementCount>> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const sums = (metric: string) => {
    const found = new Map<string, number>();
    for (const [, name = '', value] of text.matchAll(
      new RegExp(`^${metric}\\{.*?name="([^"]*)".*\\} (\\S+)`, 'gm'),
    )) {
      found.set(name, (found.get(name) ?? 0) + Number(value));
    }
    return found;
  };
  const seconds = sums('zhixiao_statements_seconds_total');
  return new Map(
    [...sums('zhixiao_statements_total')].map(([name, times]) => [
      name,
      { times, seconds: seconds.get(name) ?? 0 },
    ]),
  );
}

/**
 * What was run between two readings for each of `operations`, most first: those that are run for a twentieth or more, with the
 * milliseconds that one took.
 */
export function statementsEach(
  before: ReadonlyMap<string, StatementCount>,
  after: ReadonlyMap<string, StatementCount>,
  operations: number,
): { readonly total: number; readonly named: readonly string[] } {
  const each = [...after]
    .map(([name, { times, seconds }]) => {
      const earlier = before.get(name) ?? { times: 0, seconds: 0 };
      const run = times - earlier.times;
      return { name, each: run / operations, ms: ((seconds - earlier.seconds) * 1_000) / Math.max(1, run) };
    })
    .sort((one, other) => other.each - one.each);
  return {
    total: each.reduce((sum, one) => sum + one.each, 0),
    named: each
      .filter((one) => one.each >= 0.05)
      .map((one) => `${one.name} ${one.each.toFixed(2)} of ${one.ms.toFixed(1)} ms`),
  };
}
