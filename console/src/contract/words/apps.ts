import type { CodeWords } from './code-words.ts';

export const APP_STATUSES: CodeWords<'active' | 'frozen'> = {
  zh: { active: '正常', frozen: '已冻结' },
  en: { active: 'Active', frozen: 'Frozen' },
};
