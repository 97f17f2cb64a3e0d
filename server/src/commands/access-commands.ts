import { headFileIn } from '../audit/head-file.ts';
import { verifyWritten } from '../audit/verify-written.ts';
import { resetAccount } from '../operators/manage-operators.ts';
import { auditedByShell } from './audited.ts';
import { type Command, print, UsageError } from './command.ts';
import { OPERATOR_OPTION } from './operator-name.ts';

/** Whether the audit log is as it was written, and still holds every head that was written out of it. */
export const auditCommand: Command = {
  usage: 'audit verify [--heads FILE]',
  options: { heads: { type: 'string' } },
  async run({ db, vault, dataDir }, args) {
    if (args.words.join(' ') !== 'verify') throw new UsageError('audit verify is what there is');
    const file = args.text('heads') ?? headFileIn(dataDir);
    const chain = await verifyWritten({ db, vault }, file);
    if (chain.state === 'broken') throw new Error(`the audit log is broken at entry ${chain.entryNo}`);
    print(`${chain.entries} entries, each following the one before; head ${chain.head}`);
    print(
      `${chain.heads} heads in ${file} agree${chain.strange === 0 ? '' : `; ${chain.strange} lines of it are none of ours`}`,
    );
  },
};

/** For when no administrator can sign in: the operator begins anew by the link that is printed. */
export const resetOperatorCommand: Command = {
  usage: `reset-operator ACCOUNT ${OPERATOR_OPTION}`,
  options: { operator: { type: 'string' } },
  async run(parts, args) {
    const [account] = args.words;
    if (account === undefined) throw new UsageError('whose account?');
    const core = parts.core();
    const entry = { action: 'operator.reset', subject: account, schoolId: undefined, details: {} };
    const { address } = await resetAccount({ ...core, ...auditedByShell(core, args, entry) }, account);
    print(address);
  },
};
