import type { AuditNote } from '../audit/entry.ts';
import { auditOperation } from '../audit/operation.ts';
import type { Audited, Core } from '../core.ts';
import type { CommandArguments } from './command.ts';
import { nameOf } from './operator-name.ts';

/**
 * The audit entry of what is done from a shell, and by whom, with the database to do it on. No second person is asked there:
 * who has the machine has its database.
 */
export function auditedByShell(
  core: Pick<Core, 'db' | 'vault' | 'clock'>,
  args: CommandArguments,
  entry: Pick<AuditNote, 'action' | 'subject' | 'schoolId' | 'details'>,
): Pick<Core, 'db'> & Audited {
  return auditOperation(core, () => ({
    ...entry,
    at: core.clock.now(),
    operator: `shell:${nameOf(args)}`,
    address: undefined,
    outcome: 'done',
  }));
}
