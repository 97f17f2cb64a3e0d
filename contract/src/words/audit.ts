import type { AuditOutcome } from '../codes/audit.ts';
import type { CodeWords } from './code-words.ts';

export const AUDIT_OUTCOME_NAMES: CodeWords<AuditOutcome> = {
  zh: { done: '完成', refused: '被拒' },
  en: { done: 'Done', refused: 'Refused' },
};
