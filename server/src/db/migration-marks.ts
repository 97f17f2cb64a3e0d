/** Which servers of earlier releases go on with the schema that a migration leaves: `none`, or those from a version on. */
export type Breaks = 'none' | (string & {});

const MARK = /^-- breaking(?: for servers before (\d+\.\d+\.\d+))?:/;

/**
 * Written before marks were looked for, and kept as they were applied: what servers of v0.1.0 wrote is refused by them. By
 * name, because the text of a migration may not change.
 */
const UNMARKED: readonly string[] = [
  // a payment that succeeds names whose word that is
  '0037_own_evidence.sql',
  // an entry says how it is sealed
  '0040_keyed_audit_entries.sql',
  // nothing plain of a payer can be written
  '0046_sealed_payers.sql',
];

/**
 * What a migration's first line says: `-- breaking: …` that no server of an earlier release can go on, `-- breaking for
 * servers before X.Y.Z: …` that only older ones cannot. Without a mark all servers of the release before go on.
 */
export function breaksOf(name: string, sql: string): Breaks | undefined {
  if (UNMARKED.includes(name)) return 'none';
  const mark = MARK.exec(sql);
  return mark === null ? undefined : (mark[1] ?? 'none');
}

/** Whether a server of `version` goes on with a schema that has such a migration, which it does not know. */
export function goesOn(breaks: Breaks | null | undefined, version: string): boolean {
  if (breaks === null || breaks === undefined) return true;
  return breaks !== 'none' && compareVersions(version, breaks) >= 0;
}

function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => text.split('.').map(Number));
  const index = [0, 1, 2].find((at) => a?.[at] !== b?.[at]);
  return index === undefined ? 0 : (a?.[index] ?? 0) - (b?.[index] ?? 0);
}
