/** What payers call the channels. */
export const CHANNEL_NAMES = {
  zh: { wechat: '微信支付', alipay: '支付宝' },
  en: { wechat: 'WeChat Pay', alipay: 'Alipay' },
};
