import type { AuditNote } from '../audit/entry.ts';
import { auditedDatabase } from '../audit/record.ts';
import type { Core } from '../core.ts';
import type { Database } from '../db/database.ts';
import type { CommandArguments } from './command.ts';
import { nameOf } from './operator-name.ts';

/**
 * A database whose first commit tells in the audit log what was done from a shell, and by whom. No second person is asked
 * there: who has the machine has its database.
 */
export function auditedByShell(
  core: Pick<Core, 'db' | 'vault' | 'clock'>,
  args: CommandArguments,
  told: Pick<AuditNote, 'action' | 'subject' | 'schoolId' | 'details'>,
): Database {
  return auditedDatabase(core, () => ({
    ...told,
    at: core.clock.now(),
    operator: `shell:${nameOf(args)}`,
    address: undefined,
    outcome: 'done',
  })).db;
}
