/** How often a server has run each statement so far, by its name, as its metrics say. */
export async function statementCounts(metricsPort: number): Promise<Map<string, number>> {
  const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  const counts = new Map<string, number>();
  for (const [, name = '', count] of (await answer.text()).matchAll(COUNTER)) {
    counts.set(name, (counts.get(name) ?? 0) + Number(count));
  }
  return counts;
}

const COUNTER = /^zhixiao_statements_total\{.*?name="([^"]*)".*\} (\d+)/gm;

/** What was run between two readings for each of `operations`, most first, those that are run for a twentieth or more. */
export function statementsEach(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  operations: number,
): { readonly total: number; readonly named: readonly string[] } {
  const each = [...after]
    .map(([name, count]) => ({ name, each: (count - (before.get(name) ?? 0)) / operations }))
    .sort((one, other) => other.each - one.each);
  return {
    total: each.reduce((sum, one) => sum + one.each, 0),
    named: each.filter((one) => one.each >= 0.05).map((one) => `${one.name} ${one.each.toFixed(2)}`),
  };
}
