import type { AccountField } from '../../components/account-field.ts';

/** What WeChat Pay's accounts are made of. */
const WECHAT_FIELDS: readonly AccountField[] = [
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
    label: { zh: '已开通 H5 支付（手机浏览器付款）', en: 'H5 payments are signed for (phone browsers)' },
  },
  {
    name: 'platformKeyId',
    kind: 'text',
    label: { zh: '要求微信使用的公钥 ID 或平台证书序列号', en: 'Key id or serial WeChat is asked to use' },
  },
  {
    name: 'platformKeys',
    kind: 'named',
    label: { zh: '微信支付公钥或平台证书', en: 'Keys or certificates of WeChat Pay' },
  },
];

const IN_KEY_MODE = { name: 'mode', value: 'key' };
const IN_CERTIFICATE_MODE = { name: 'mode', value: 'certificate' };

/** What Alipay's accounts are made of. */
const ALIPAY_FIELDS: readonly AccountField[] = [
  { name: 'appId', kind: 'text', label: { zh: '应用 ID（16 位）', en: 'Application id' } },
  {
    name: 'sellerId',
    kind: 'text',
    label: { zh: '商户 PID（2088 开头）', en: 'PID of the merchant (2088…)' },
  },
  {
    name: 'miniProgramAppId',
    kind: 'text',
    isOptional: true,
    label: { zh: '小程序应用 ID（选填）', en: 'Mini-program id (optional)' },
  },
  {
    name: 'miniProgramEnabled',
    kind: 'switch',
    label: { zh: '已开通小程序支付', en: 'Mini-program payments are signed for' },
  },
  {
    name: 'jsapiEnabled',
    kind: 'switch',
    label: { zh: '已开通 JSAPI 支付（支付宝内付款）', en: 'JSAPI payments are signed for (inside Alipay)' },
  },
  {
    name: 'appPrivateKey',
    kind: 'pem',
    isSecret: true,
    label: { zh: '应用私钥', en: 'Private key of the application' },
  },
  {
    name: 'mode',
    kind: 'choice',
    label: { zh: '加签方式', en: 'Mode' },
    choices: [
      { value: 'key', label: { zh: '公钥', en: 'Keys' } },
      { value: 'certificate', label: { zh: '公钥证书', en: 'Certificates' } },
    ],
  },
  {
    name: 'alipayPublicKey',
    kind: 'pem',
    when: IN_KEY_MODE,
    label: { zh: '支付宝公钥（不是应用公钥）', en: 'Public key of Alipay' },
  },
  {
    name: 'appCertificate',
    kind: 'pem',
    when: IN_CERTIFICATE_MODE,
    label: { zh: '应用公钥证书', en: 'Certificate of the application' },
  },
  {
    name: 'alipayRootCertificate',
    kind: 'pem',
    when: IN_CERTIFICATE_MODE,
    label: { zh: '支付宝根证书', en: 'Root certificate of Alipay' },
  },
  {
    name: 'alipayCertificates',
    kind: 'named',
    when: IN_CERTIFICATE_MODE,
    label: { zh: '支付宝公钥证书', en: 'Certificates of Alipay' },
  },
  {
    name: 'campusCard',
    kind: 'named',
    isOptional: true,
    names: ['accountId', 'agreementNo', 'schoolId'],
    label: { zh: '电子校园卡签约编号（没有签约则留空）', en: 'Contract of campus cards (optional)' },
  },
];

export const ACCOUNT_FIELDS = { wechat: WECHAT_FIELDS, alipay: ALIPAY_FIELDS } as const;
