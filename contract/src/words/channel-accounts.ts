import type { CodeWords } from './code-words.ts';

export const CHANNEL_ACCOUNT_STATUS_NAMES: CodeWords<'enabled' | 'disabled' | 'unusable'> = {
  zh: { enabled: '启用', disabled: '停用', unusable: '资料有误' },
  en: { enabled: 'Enabled', disabled: 'Disabled', unusable: 'Unusable' },
};
