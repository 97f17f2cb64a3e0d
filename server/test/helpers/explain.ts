import type { Database, Queryable } from '../../src/db/database.ts';

/** How PostgreSQL would run a statement. */
export interface StatementPlan {
  /** Indexes that are read, in the order of the plan, each once. */
  readonly indexes: readonly string[];
  /** Tables that are read from end to end. */
  readonly wholeTables: readonly string[];
  /** The kinds of its steps, in the order of the plan. */
  readonly steps: readonly string[];
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/**
 * The plan of the one statement that `run` makes, for its values; nothing is run.
 * @param settings of PostgreSQL, that hold for this plan
 * @param rewrite what becomes of the statement's text first
 */
export async function explain(
  db: Database,
  settings: Readonly<Record<string, number>>,
  run: (q: Queryable) => Promise<unknown>,
  rewrite: (text: string) => string = (text) => text,
): Promise<StatementPlan> {
  const nodes = await db.transaction(async (tx) => {
    for (const [name, value] of Object.entries(settings))
      await tx.query({ text: `set local ${name} = ${value}` });
    const found: PlanNode[] = [];
    const explaining: Queryable = {
      async query({ text, values = [] }) {
        const explained = `explain (format json) ${rewrite(text)}`;
        const [row] = await tx.query<{ 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }>({
          text: explained,
          values,
        });
        if (row) found.push(...nodesOf(row['QUERY PLAN'][0].Plan));
        return [];
      },
    };
    await run(explaining);
    return found;
  });
  const indexes = nodes.flatMap((node) => node['Index Name'] ?? []);
  const whole = nodes.filter((node) => node['Node Type'] === 'Seq Scan');
  return {
    indexes: [...new Set(indexes)],
    wholeTables: whole.flatMap((node) => node['Relation Name'] ?? []),
    steps: nodes.map((node) => node['Node Type']),
  };
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
