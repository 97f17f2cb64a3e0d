import { setFourEyes } from '../changes/four-eyes.ts';
import type { FourEyes } from '../schools/four-eyes.ts';
import { changeSchool } from '../schools/manage-schools.ts';
import { auditedByShell } from './audited.ts';
import { type Command, print, UsageError } from './command.ts';
import { OPERATOR_OPTION, SCHOOL_OPTIONS } from './operator-name.ts';

const SETTINGS: readonly FourEyes[] = ['on', 'off', 'default'];

/** For when the second person cannot be reached any more: whether grave changes need one. */
export const fourEyesCommand: Command = {
  usage: `four-eyes ${SETTINGS.join('|')} [--school ID] ${OPERATOR_OPTION}`,
  options: SCHOOL_OPTIONS,
  async run(parts, args) {
    const fourEyes = SETTINGS.find((setting) => setting === args.words[0]);
    if (!fourEyes) throw new UsageError(`four-eyes is one of ${SETTINGS.join(', ')}`);
    const schoolId = args.text('school');
    const operation = auditedByShell(parts, args, {
      action: schoolId === undefined ? 'installation.four_eyes' : 'school.change',
      subject: schoolId ?? 'installation',
      schoolId,
      details: { fourEyes },
    });
    if (schoolId === undefined) await setFourEyes(operation, fourEyes);
    else await changeSchool(operation, [schoolId], schoolId, { fourEyes });
    print(`four eyes: ${fourEyes}`);
  },
};
