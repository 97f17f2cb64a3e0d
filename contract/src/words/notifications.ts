import type { AttemptOutcome, NotificationStatus } from '../codes/notifications.ts';
import type { CodeWords } from './code-words.ts';

export const NOTIFICATION_STATUS_NAMES: CodeWords<NotificationStatus> = {
  zh: { pending: '通知中', delivered: '已送达', exhausted: '通知用尽' },
  en: { pending: 'Sending', delivered: 'Delivered', exhausted: 'Given up' },
};

/** 无应答, not 无法访问: one attempt in vain does not show that an address cannot be reached. */
export const ATTEMPT_OUTCOME_NAMES: CodeWords<AttemptOutcome> = {
  zh: { acknowledged: '已确认', refused: '未确认', unreachable: '无应答' },
  en: { acknowledged: 'Acknowledged', refused: 'Not acknowledged', unreachable: 'No answer' },
};
