import type { Role } from '../contract/access.ts';
import type { Words } from '../language/language.tsx';

/** What each role is called. */
export const ROLE_NAMES: Words<Readonly<Record<Role, string>>> = {
  zh: {
    administrator: '管理员',
    finance: '财务',
    refund_approver: '退款审核',
    support: '客服（只读）',
    auditor: '审计（只读）',
  },
  en: {
    administrator: 'Administrator',
    finance: 'Finance',
    refund_approver: 'Refund approver',
    support: 'Support (reads)',
    auditor: 'Auditor (reads)',
  },
};
