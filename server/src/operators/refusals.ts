import { type DetailsOf, ownRefusals } from '../refusal.ts';

export const OWN_REFUSALS = ownRefusals({
  not_signed_in: { zh: '请先登录', en: 'Please sign in first.', status: 401 },
  not_permitted: { zh: '您没有这项权限', en: 'You do not have this permission.', status: 403 },
  proof_wrong: {
    zh: '验证未通过，请核对后重试',
    en: 'Verification failed. Check what you entered and try again.',
  },
  sign_in_wrong: { zh: '账号或密码不正确', en: 'The account or the password is wrong.' },
  sign_in_locked: {
    zh: ({ seconds }: { readonly seconds: number }) => `尝试次数过多，请 ${seconds} 秒后再试`,
    en: ({ seconds }) => `Too many attempts. Try again in ${seconds} s.`,
    status: 429,
  },
  second_factor_not_begun: {
    zh: '请重新开始设置动态口令',
    en: 'Start setting up one-time codes again.',
  },
  passkey_refused: {
    zh: '通行密钥未通过验证，请重试',
    en: 'The passkey was not accepted. Try again.',
  },
  link_not_valid: {
    zh: '链接已失效，请联系管理员重新发送',
    en: 'The link is no longer valid. Ask an administrator for a new one.',
  },
  password_unfit: {
    zh: ({ problem }: { readonly problem: string }) => problem,
    en: 'Choose 12 to 128 characters. Common passwords, repeated characters and your account name are not allowed.',
  },
  too_many_views: {
    zh: ({ most }: { readonly most: number }) => `最多保存 ${most} 个视图，请先删除不用的`,
    en: ({ most }) => `You can save ${most} views at most. Delete one that you do not need first.`,
  },
  view_not_found: { zh: '没有这个保存的视图', en: 'Saved view not found.' },
  operator_not_found: { zh: '操作员不存在', en: 'Operator not found.' },
  operator_exists: { zh: '该账号已被使用', en: 'This account is taken.' },
  operator_is_you: { zh: '不能对自己的账号这样操作', en: 'You cannot do this to your own account.' },
  last_decider: {
    zh: '这是最后一名可审批变更的安全管理员，不能移除；如已无法登录，请在服务器上重置',
    en: 'The last security administrator cannot be removed. If this operator cannot sign in, reset the account on the server.',
  },
});

declare module '../refusal.ts' {
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}
