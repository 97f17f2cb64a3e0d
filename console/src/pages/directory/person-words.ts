import { PAYER_UIDS } from '@zhixiao/contract/channels/payer-uids';
import { ANY_WALLET, anyOf } from '@zhixiao/contract/words/channels';
import type { CodeWords } from '@zhixiao/contract/words/code-words';

const ANY_UID = anyOf((channel) => PAYER_UIDS[channel].label);

export const PERSON_STATUSES: CodeWords<'active' | 'frozen'> = {
  zh: { active: '正常', frozen: '已冻结' },
  en: { active: 'Active', frozen: 'Frozen' },
};
export const PERSON_TONES = { active: 'good', frozen: 'bad' } as const;

export const WORDS = {
  zh: {
    recorded: '每次查询都会记录查询人和被查到的人。',
    by: { user_no: '学工号', user_name: '姓名（完整）', uid: ANY_UID.zh },
    byLabel: '查询方式',
    text: '查询内容',
    find: '查询',
    nobody: '没有找到',
    userNo: '学工号',
    name: '姓名',
    sex: ['未知', '男', '女'],
    sexLabel: '性别',
    identity: ['临时人员', '学生', '教职工'],
    identityLabel: '身份',
    status: '状态',
    payments: '查看缴费、退款和票据',
    bindings: '已绑定的账号',
    none: '没有绑定',
    bind: '绑定账号',
    bindHint: `对方在${ANY_WALLET.zh}中的用户标识，请先核实本人身份。`,
    uid: 'openid 或 uid',
    channel: '渠道',
    needed: '请填写',
    unbind: '解绑',
    freeze: '冻结',
    unfreeze: '解冻',
    confirm: {
      unbind: (name: string) => `解除 ${name} 的这个绑定？`,
      freeze: (name: string) => `冻结 ${name}？`,
      unfreeze: (name: string) => `解冻 ${name}？`,
    },
    consequence: {
      unbind: '用这个账号付款时不再认作本人，本人可以重新绑定。',
      freeze: '业务系统查询此人身份时得到“已冻结”，校园卡停用。',
      unfreeze: '身份查询和校园卡恢复。',
    },
    roster: '导入和导出名册',
  },
  en: {
    recorded: 'Every look-up is recorded: who searched, and who was found.',
    by: { user_no: 'Number', user_name: 'Full name', uid: ANY_UID.en },
    byLabel: 'Look up by',
    text: 'Search for',
    find: 'Look up',
    nobody: 'No matching person',
    userNo: 'Number',
    name: 'Name',
    sex: ['Unknown', 'Male', 'Female'],
    sexLabel: 'Sex',
    identity: ['Temporary', 'Student', 'Staff'],
    identityLabel: 'Identity',
    status: 'Status',
    payments: 'Payments, refunds and invoices',
    bindings: 'Bound accounts',
    none: 'None',
    bind: 'Bind an account',
    bindHint: `The person’s account id in ${ANY_WALLET.en}. Verify the person’s identity first.`,
    uid: 'openid or uid',
    channel: 'Channel',
    needed: 'Required',
    unbind: 'Unbind',
    freeze: 'Freeze',
    unfreeze: 'Unfreeze',
    confirm: {
      unbind: (name: string) => `Unbind this account of ${name}?`,
      freeze: (name: string) => `Freeze ${name}?`,
      unfreeze: (name: string) => `Unfreeze ${name}?`,
    },
    consequence: {
      unbind: 'Who pays with it is no longer known; the person can bind it again.',
      freeze: 'Partners that query the person get the answer “frozen”, and the campus card stops working.',
      unfreeze: 'Identity and campus card work again.',
    },
    roster: 'Import and export the roster',
  },
};
