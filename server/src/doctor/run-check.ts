import { isDatabaseAway, isDatabaseError } from '../db/database.ts';
import type { Words } from '../lib/words.ts';
import { type Finding, warning } from './finding.ts';

/** Runs a check by its name, and keeps what it finds. */
export type RunCheck = (name: Words, check: () => Promise<Finding[]> | Finding[]) => Promise<void>;

export interface CheckRuns {
  readonly findings: Finding[];
  readonly run: RunCheck;
}

/**
 * Runs checks one after the other. One that fails is a finding, and the others go on.
 * @param onStart called with the check that begins
 * @param known what an error of a check says in words; undefined: it only could not be checked
 */
export function checkRuns(
  onStart: (name: Words) => void,
  known: (error: unknown) => Finding | undefined,
): CheckRuns {
  const findings: Finding[] = [];
  return {
    findings,
    async run(name, check) {
      onStart(name);
      try {
        findings.push(...(await check()));
      } catch (error) {
        // reported by the caller, which opened the connection
        if (isDatabaseAway(error)) throw error;
        findings.push(known(error) ?? unchecked(name, error));
      }
    },
  };
}

function unchecked({ zh, en }: Words, error: unknown): Finding {
  const reason = reasonOf(error);
  return warning(
    `unchecked.${en.replaceAll(' ', '_')}`,
    { zh: `未能检查${zh}：${reason}`, en: `Not checked: ${en}: ${reason}` },
    { zh: '先处理其他问题，再执行一次。', en: 'Mend the other findings first, then run this again.' },
  );
}

/** Other errors than the database's may quote what they are about. */
function reasonOf(error: unknown): string {
  const { name = 'Error', code, message = '' } = error as Partial<NodeJS.ErrnoException>;
  return isDatabaseError(error) ? message : (code ?? name);
}
