import type { ProblemKind } from '@zhixiao/contract/codes/overview';
import type { Words } from '../../language/language.tsx';

const NOTIFYING = { zh: '查看和补发通知', en: 'View and resend notifications' };

/** Where more can be done about a kind of problem than its list can say, and what that is. */
export const SEEN_TO: Readonly<Partial<Record<ProblemKind, { at: string; words: Words<string> }>>> = {
  endpoint_dead: { at: '/notifications?status=pending', words: NOTIFYING },
  notification_exhausted: { at: '/notifications?status=exhausted', words: NOTIFYING },
  refund_application_waiting: {
    at: '/refund-applications?status=pending',
    words: { zh: '去审核', en: 'Review them' },
  },
};
