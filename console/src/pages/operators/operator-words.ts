import type { OperatorStatus } from '@zhixiao/contract/codes/operators';
import { OPERATOR_STATUS_NAMES, SECOND_FACTOR_NAMES } from '@zhixiao/contract/words/operators';
import { choicesOf } from '../../components/choices.ts';
import type { FilterField } from '../../components/filter-bar.tsx';
import type { Tone } from '../../components/status-tag.tsx';

export const STATUS_TONES: Readonly<Record<OperatorStatus, Tone>> = {
  invited: 'open',
  active: 'good',
  frozen: 'over',
};

export const OPERATOR_FILTERS = [
  { name: 'text', kind: 'text', label: { zh: '账号或姓名', en: 'Account or name' } },
  {
    name: 'status',
    kind: 'choice',
    label: { zh: '状态', en: 'Status' },
    choices: choicesOf(OPERATOR_STATUS_NAMES),
    isTabs: true,
  },
] as const satisfies readonly FilterField[];

export const WORDS = {
  zh: {
    invite: '新增操作员',
    allSchools: '全部学校',
    action: { change: '修改', reset: '重置', freeze: '冻结', unfreeze: '解冻' },
    confirm: {
      reset: (name: string) => `重置 ${name} 的登录？`,
      freeze: (name: string) => `冻结 ${name}？`,
      unfreeze: (name: string) => `解冻 ${name}？`,
    },
    consequence: {
      reset: '密码和所有登录立即失效，本人凭一次性链接设置新密码，登录时仍需原来的第二重验证。',
      freeze: '立即退出所有登录，解冻前不能再登录。',
      unfreeze: '可以用原来的密码和第二重验证登录。',
    },
    removeFactor: '第二重验证（动态口令、恢复码、通行密钥）已丢失或被盗，一并移除',
    secondFactor: (hasTotp: boolean, passkeys: number) =>
      [
        hasTotp ? SECOND_FACTOR_NAMES.zh.totp : '',
        passkeys > 0 ? `${SECOND_FACTOR_NAMES.zh.passkey} ${passkeys}` : '',
      ]
        .filter(Boolean)
        .join('、') || '未设置',
  },
  en: {
    invite: 'New operator',
    allSchools: 'All schools',
    action: { change: 'Change', reset: 'Reset', freeze: 'Freeze', unfreeze: 'Unfreeze' },
    confirm: {
      reset: (name: string) => `Reset the sign-in of ${name}?`,
      freeze: (name: string) => `Freeze ${name}?`,
      unfreeze: (name: string) => `Unfreeze ${name}?`,
    },
    consequence: {
      reset:
        'The password and all sessions end now. The operator sets a new password by a one-time link; the second factor is still required.',
      freeze: 'All sessions end now, and the operator cannot sign in until unfrozen.',
      unfreeze: 'The old password and second factor work again.',
    },
    removeFactor:
      'Also remove the second factor (one-time codes, recovery codes, passkeys), because it was lost or stolen',
    secondFactor: (hasTotp: boolean, passkeys: number) =>
      [
        hasTotp ? SECOND_FACTOR_NAMES.en.totp : '',
        passkeys > 0 ? `${SECOND_FACTOR_NAMES.en.passkey} ${passkeys}` : '',
      ]
        .filter(Boolean)
        .join(', ') || 'None',
  },
};
