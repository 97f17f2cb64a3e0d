export const WORDS = {
  zh: {
    allSchoolsOnly: '本页是全部学校的合计，仅对可管理全部学校的操作员开放。',
    periods: '保存期限',
    runs: '到期删除记录',
    intro:
      '超过保存期限的个人信息每天凌晨三点后分批删除；金额、编号、时间等账务事实不删除。仍有未办结事项（未完成的退款、开票、通知、差异等）的订单保持完整，办结后再删除。期限由服务器设置 RETENTION_DAYS 调整。',
    kind: '数据类别',
    period: '期限',
    least: '最短',
    reason: '依据',
    byChoice: '本系统默认',
    changed: '本系统设置',
    rule: '用途决定，不可调整',
  },
  en: {
    allSchoolsOnly: 'This page shows totals of all schools. Only operators of all schools may see it.',
    periods: 'Periods',
    runs: 'Erasures',
    intro:
      'Personal data past its period is erased in batches every night after 03:00. Amounts, numbers and times are kept. An order with an open refund, invoice, notification or difference is kept in full until that is closed. The periods are set by RETENTION_DAYS on the server.',
    kind: 'Kind',
    period: 'Kept for',
    least: 'At least',
    reason: 'Why',
    byChoice: 'Our default',
    changed: 'Set here',
    rule: 'Follows from its use',
  },
};
