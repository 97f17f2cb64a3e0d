export const ACCOUNT_TONES = { enabled: 'good', retired: 'over' } as const;

export const ACCOUNT_WORDS = {
  zh: {
    builtIn: '每所学校同一时间用一个开票账户；没有设置的学校开内置电子收据。',
    add: '新增',
    change: '修改',
    use: '修改并启用',
    disable: '停用',
    disableTitle: '停用这个开票账户？',
    disableConsequence: '以后的票据改为内置电子收据。用它开出的票据仍可查询和红冲。',
    school: '学校',
    replaces: '保存后，这所学校以后的票据由此账户开具，原来的账户停用。',
    callback: '在开票平台填写的回调地址',
  },
  en: {
    builtIn: 'Each school uses one account at a time. Without an account, it issues built-in receipts.',
    add: 'New:',
    change: 'Change',
    use: 'Change and use',
    disable: 'Retire',
    disableTitle: 'Retire this account?',
    disableConsequence:
      'New documents will be built-in receipts. Invoices issued with this account are still queried and reversed with it.',
    school: 'School',
    replaces:
      'Once saved, the school’s new invoices are issued with this account, and the previous account is retired.',
    callback: 'Callback URL to enter at the provider',
  },
};
