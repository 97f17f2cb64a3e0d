import type { AccountForm } from './account-form.ts';

const IN_KEY_MODE = { name: 'mode', value: 'key' };
const IN_CERTIFICATE_MODE = { name: 'mode', value: 'certificate' };

/** What Alipay's accounts are made of. */
export const ALIPAY_ACCOUNT_FORM: AccountForm = {
  fields: [
    { name: 'appId', kind: 'text', label: { zh: '应用 ID（16 位）', en: 'Application id' } },
    {
      name: 'sellerId',
      kind: 'text',
      label: { zh: '商户 PID（2088 开头）', en: 'Merchant PID (2088…)' },
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
      label: { zh: '已开通小程序支付', en: 'Mini-program payments enabled' },
    },
    {
      name: 'jsapiEnabled',
      kind: 'switch',
      label: { zh: '已开通 JSAPI 支付（支付宝内付款）', en: 'JSAPI payments enabled (inside Alipay)' },
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
      initial: 'key',
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
      names: {
        accountId: { zh: '签约账号', en: 'Contract account' },
        agreementNo: { zh: '签约协议号', en: 'Agreement number' },
        schoolId: { zh: '支付宝学校编号', en: 'School id at Alipay' },
      },
      label: { zh: '电子校园卡签约编号（没有签约则留空）', en: 'Campus card contract number (optional)' },
    },
  ],
};
