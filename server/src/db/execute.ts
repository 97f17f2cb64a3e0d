import assert from 'node:assert';
import { prepareValue } from 'pg/lib/utils.js';
import { isMeasured, measured } from '../lib/measures.ts';
import { classifyError } from './away.ts';
import type { DatabaseConnection } from './connection.ts';
import type { Statement } from './queryable.ts';
import type { GroupOutcome, WrittenStatement } from './statement-group.ts';
import type { UnresponsiveWatch } from './unresponsive.ts';

/** Runs a statement on a connection. @throws DatabaseAway when it is unknown whether it was done */
export async function execute<Row extends object>(
  unresponsive: UnresponsiveWatch,
  connection: DatabaseConnection,
  statement: Statement,
): Promise<Row[]> {
  const { done, error } = await executeGroup(unresponsive, connection, [written(statement, 'read')]);
  const [result] = done;
  // the server commits a statement of no transaction at the Sync, behind its answer, and may refuse to
  if (!result || error !== undefined) throw error;
  return result.rows as Row[];
}

/** Runs statements in one trip to the server, up to the first that fails; its error is DatabaseAway when that is unknown. */
export async function executeGroup(
  unresponsive: UnresponsiveWatch,
  connection: DatabaseConnection,
  statements: readonly WrittenStatement[],
): Promise<GroupOutcome> {
  const sent = connection.origin.isPooler ? statements.map(unprepared) : statements;
  const startedAt = isMeasured('statement') ? performance.now() : undefined;
  // what frames a transaction takes no time of its own
  const timed = Math.max(1, statements.filter(({ use }) => use !== 'control').length);
  const outcome = await unresponsive.watch(connection, () => connection.askGroup(sent), timed);
  if (startedAt !== undefined) {
    const seconds = (performance.now() - startedAt) / 1_000;
    // of no transaction, and refused by its own commit
    const isTakenBack = outcome.error !== undefined && outcome.done.length === statements.length;
    for (const [index, { name = 'unnamed', use }] of statements.entries()) {
      if (use === 'control') continue;
      measured('statement', { name, seconds, isDone: !isTakenBack && index < outcome.done.length });
    }
  }
  return 'error' in outcome ? { ...outcome, error: classifyError(outcome.error) } : outcome;
}

/** A statement is prepared in a session, and a pooler's next one may be another. */
function unprepared({ text, values, use }: WrittenStatement): WrittenStatement {
  return { text, values, use };
}

/** More the protocol cannot count; the driver would send a lower number, and lose the connection. */
const VALUES_MAX = 65_535;

/** The text of each name that was sent. */
const TEXTS = new Map<string, string>();

/**
 * A statement with its values as the driver writes them.
 * @throws what cannot be written; an assertion error when another text was sent under the same name, or too many values
 */
export function written(
  { name, text, values = [] }: Statement,
  use: WrittenStatement['use'],
): WrittenStatement {
  if (name !== undefined) {
    const known = TEXTS.get(name) ?? text;
    assert(known === text, `the statement ${name} has two texts`);
    TEXTS.set(name, text);
  }
  assert(values.length <= VALUES_MAX, `a statement of ${values.length} values: give it an array`);
  const ready = { text, values: values.map((value) => prepareValue(value)), use };
  return name === undefined ? ready : { name, ...ready };
}
