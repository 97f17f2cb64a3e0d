import type { AccountForm } from './account-form.ts';

/** What WeChat Pay's accounts are made of. */
export const WECHAT_ACCOUNT_FORM: AccountForm = {
  fields: [
    { name: 'merchantId', kind: 'text', label: { zh: '商户号（服务商模式填服务商的）', en: 'Merchant id' } },
    { name: 'appId', kind: 'text', label: { zh: '公众号 appid', en: 'appid' } },
    {
      name: 'miniProgramAppId',
      kind: 'text',
      isOptional: true,
      label: { zh: '小程序 appid（选填）', en: 'Mini-program appid (optional)' },
    },
    {
      name: 'subMerchantId',
      kind: 'text',
      isOptional: true,
      label: { zh: '特约商户号（服务商模式填）', en: 'Sub-merchant id (optional)' },
    },
    {
      name: 'subAppId',
      kind: 'text',
      isOptional: true,
      label: { zh: '特约商户 appid（选填）', en: 'Sub-merchant appid (optional)' },
    },
    {
      name: 'merchantSerial',
      kind: 'text',
      label: { zh: '商户 API 证书序列号', en: 'Serial of the API certificate' },
    },
    {
      name: 'merchantPrivateKey',
      kind: 'pem',
      isSecret: true,
      label: { zh: '商户 API 私钥（PEM）', en: 'Private key (PEM)' },
    },
    { name: 'apiV3Key', kind: 'text', isSecret: true, label: { zh: 'APIv3 密钥', en: 'APIv3 key' } },
    {
      name: 'appSecret',
      kind: 'text',
      isSecret: true,
      isOptional: true,
      label: { zh: '公众号 AppSecret（选填，微信内付款和绑定要用）', en: 'AppSecret (optional)' },
    },
    {
      name: 'h5Enabled',
      kind: 'switch',
      label: { zh: '已开通 H5 支付（手机浏览器付款）', en: 'H5 payments enabled (phone browsers)' },
    },
    {
      name: 'platformKeyId',
      kind: 'text',
      label: { zh: '要求微信使用的公钥 ID 或平台证书序列号', en: 'Key id or serial that WeChat must use' },
    },
    {
      name: 'platformKeys',
      kind: 'named',
      label: { zh: '微信支付公钥或平台证书', en: 'WeChat Pay public keys or platform certificates' },
    },
  ],
  // certificates come encrypted with the APIv3 key; a public key proves nothing of it
  unproven: {
    without: 'platformKeys',
    words: {
      zh: 'APIv3 密钥没有得到验证：只使用微信支付公钥的账户，请用一笔小额支付确认能收到通知。',
      en: 'The APIv3 key was not verified, because the account uses WeChat Pay public keys only. Make a small payment and check that its callback arrives.',
    },
  },
};
