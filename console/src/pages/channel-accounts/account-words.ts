import type { StatusWords } from '../../components/status-tag.tsx';

export const ACCOUNT_STATUSES: StatusWords<'enabled' | 'disabled' | 'unusable'> = {
  zh: { enabled: '启用', disabled: '停用', unusable: '资料有误' },
  en: { enabled: 'Enabled', disabled: 'Disabled', unusable: 'Unusable' },
};
export const ACCOUNT_TONES = { enabled: 'good', disabled: 'over', unusable: 'bad' } as const;

export const WORDS = {
  zh: {
    new: '新建商户账户',
    wholeSchool: '全校应用',
    open: '查看和修改',
    channel: '渠道',
    school: '学校',
    app: '用于哪个应用（选填，不选则用于全校没有单独账户的应用）',
    enabled: '启用',
    callback: '在商户平台填写的回调地址',
    test: '测试连接',
    works: '连接正常：渠道接受了我方签名，其应答验签通过。',
    fails: '渠道拒绝',
    noAnswer: '没有可信的应答',
    unproven: 'APIv3 密钥没有得到验证：只使用微信支付公钥的账户，请用一笔小额支付确认能收到通知。',
    testHint: '用当前填写的内容向渠道查询一笔不存在的支付，不产生任何交易，也不保存。',
    save: '保存',
    needed: '请选择',
    next: '下一步',
    back: '返回列表',
    none: '没有这个账户',
    merchantStays: '不能改成另一个商户号：请停用此账户并新建一个。',
  },
  en: {
    new: 'New merchant account',
    wholeSchool: 'Every app of the school',
    open: 'See and change',
    channel: 'Channel',
    school: 'School',
    app: 'Of which app (optional; else of all that have none of their own)',
    enabled: 'Enabled',
    callback: 'Callback address, to be entered on the merchant platform',
    test: 'Test it',
    works: 'It works: the channel took our signature, and its answer is signed as it should be.',
    fails: 'The channel refuses',
    noAnswer: 'No answer that can be trusted',
    unproven:
      'The APIv3 key was not proven: with keys of WeChat Pay alone, make a small payment and see that it is told.',
    testHint:
      'Asks the channel about a payment that does not exist, with what is filled in. Nothing is saved.',
    save: 'Save',
    needed: 'Choose one',
    next: 'Next',
    back: 'All accounts',
    none: 'There is no such account',
    merchantStays: 'The merchant cannot be changed: disable this account and make another.',
  },
};
