export const WORDS = {
  zh: {
    new: '新增学校',
    change: '修改',
    cardLink: '校园卡',
    id: '编号（字母、数字、_ -，创建后不能修改）',
    idWrong: '1 至 32 个字母、数字或 _ -',
    name: '名称',
    limit: '退款单人额度（元）：一笔支付累计退款超过它，须另一人审核',
    needed: '请填写',
    save: '保存',
    cardLinkOf: (name: string) => `${name} 的校园卡跳转`,
    template: '跳转地址模板',
    templateHint:
      '形如 alipays://platformapi/startapp?appId=…&page=…，可用 {user_no} 和 {open_id}；留空表示没有校园卡。',
    appIds: '允许跳转的支付宝应用 ID（每行一个）',
  },
  en: {
    new: 'New school',
    change: 'Change',
    cardLink: 'Campus cards',
    id: 'Id (letters, digits, _ -; stays as it is)',
    idWrong: '1 to 32 letters, digits, _ or -',
    name: 'Name',
    limit: 'Refunded alone (yuan): beyond this much of a payment another person has to approve',
    needed: 'Fill this in',
    save: 'Save',
    cardLinkOf: (name: string) => `Where the campus cards of ${name} open`,
    template: 'Template of the link',
    templateHint:
      'Like alipays://platformapi/startapp?appId=…&page=… with {user_no} and {open_id}; empty: no campus cards.',
    appIds: 'Alipay applications it may open (one a line)',
  },
};
