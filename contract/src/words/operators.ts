import type { Role } from '../codes/access.ts';
import type { OperatorStatus, SecondFactor } from '../codes/operators.ts';
import type { CodeWords } from './code-words.ts';

export const ROLE_NAMES: CodeWords<Role> = {
  zh: {
    administrator: '管理员',
    system_administrator: '系统管理员',
    security_administrator: '安全管理员',
    finance: '财务',
    refund_approver: '退款审核',
    support: '客服（只读）',
    auditor: '审计（只读）',
    partner: '合作方（仅限指定应用）',
  },
  en: {
    administrator: 'Administrator',
    system_administrator: 'System administrator',
    security_administrator: 'Security administrator',
    finance: 'Finance',
    refund_approver: 'Refund approver',
    support: 'Support (read only)',
    auditor: 'Auditor (read only)',
    partner: 'Partner (selected apps)',
  },
};

export const OPERATOR_STATUS_NAMES: CodeWords<OperatorStatus> = {
  zh: { invited: '待设置密码', active: '正常', frozen: '已冻结' },
  en: { invited: 'No password yet', active: 'Active', frozen: 'Frozen' },
};

/** What an operator can have set up; recovery codes come with the one-time codes. */
export const SECOND_FACTOR_NAMES: CodeWords<Exclude<SecondFactor, 'recovery'>> = {
  zh: { totp: '动态口令', passkey: '通行密钥' },
  en: { totp: 'One-time codes', passkey: 'Passkeys' },
};
