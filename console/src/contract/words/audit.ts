import type { AuditEntryView } from '../audit.ts';
import type { CodeWords } from './code-words.ts';

export const AUDIT_OUTCOMES: CodeWords<AuditEntryView['outcome']> = {
  zh: { done: '完成', refused: '被拒' },
  en: { done: 'Done', refused: 'Refused' },
};
