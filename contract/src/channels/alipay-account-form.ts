import type { AccountForm } from './account-form.ts';

const IN_KEY_MODE = { name: 'mode', value: 'key' };
const IN_CERTIFICATE_MODE = { name: 'mode', value: 'certificate' };

/** What Alipay's accounts are made of. */
export const ALIPAY_ACCOUNT_FORM: AccountForm = {
  fields: [
    {
      name: 'appId',
      kind: 'text',
      step: 'identity',
      hint: {
        zh: '开放平台 → 控制台 → 我的应用，应用名称下方的 APPID。',
        en: 'Open platform → Console → My applications: the APPID below its name.',
      },
      label: { zh: '应用 ID（16 位）', en: 'Application ID' },
    },
    {
      name: 'sellerId',
      kind: 'text',
      step: 'identity',
      hint: {
        zh: '收款的商家账号。商家平台 → 账号中心 → 合作伙伴 ID（PID）。',
        en: 'The account that receives the money. Merchant platform → Account centre → Partner ID (PID).',
      },
      label: { zh: '商户 PID（2088 开头）', en: 'Merchant PID (2088…)' },
    },
    {
      name: 'miniProgramAppId',
      kind: 'text',
      isOptional: true,
      step: 'identity',
      hint: { zh: '合作方在支付宝小程序内付款时填写。', en: 'For payments inside an Alipay mini-program.' },
      label: { zh: '小程序应用 ID（选填）', en: 'Mini-program application ID (optional)' },
    },
    {
      name: 'miniProgramEnabled',
      kind: 'switch',
      step: 'products',
      hint: {
        zh: '小程序已绑定“JSAPI 支付”产品并通过审核。',
        en: 'The mini-program has the product JSAPI payment and has been approved.',
      },
      label: { zh: '已开通小程序支付', en: 'Mini-program payments enabled' },
    },
    {
      name: 'jsapiEnabled',
      kind: 'switch',
      step: 'products',
      hint: {
        zh: '商家平台 → 产品中心 → JSAPI 支付显示“已开通”。未开通时支付宝内改用手机网站支付。',
        en: 'Turn on once JSAPI payment is active under Products. Without it, payers inside Alipay use the mobile website payment.',
      },
      label: { zh: '已开通 JSAPI 支付（支付宝内付款）', en: 'JSAPI payments enabled (inside Alipay)' },
    },
    {
      name: 'appPrivateKey',
      kind: 'pem',
      isSecret: true,
      step: 'keys',
      hint: {
        zh: '支付宝密钥工具生成密钥时保存的“应用私钥”，整段粘贴。保存后不再显示。',
        en: 'The application private key saved by Alipay’s key tool. Paste all of it; it is never shown again.',
      },
      label: { zh: '应用私钥', en: 'Application private key' },
    },
    {
      name: 'mode',
      step: 'keys',
      hint: {
        zh: '与应用 → 开发设置 → 接口加签方式中选择的一致。',
        en: 'As chosen for the application under Development settings → Signing.',
      },
      kind: 'choice',
      initial: 'key',
      label: { zh: '加签方式', en: 'Signing mode' },
      choices: [
        { value: 'key', label: { zh: '公钥', en: 'Public keys' } },
        { value: 'certificate', label: { zh: '公钥证书', en: 'Certificates' } },
      ],
    },
    {
      name: 'alipayPublicKey',
      kind: 'pem',
      when: IN_KEY_MODE,
      step: 'keys',
      hint: {
        zh: '接口加签方式 → 查看 → 支付宝公钥。上传应用公钥后由支付宝生成。',
        en: 'Signing → View → Alipay public key. Alipay makes it once you have uploaded the application’s public key.',
      },
      label: { zh: '支付宝公钥（不是应用公钥）', en: 'Alipay public key (not the application’s)' },
    },
    {
      name: 'appCertificate',
      kind: 'pem',
      when: IN_CERTIFICATE_MODE,
      step: 'keys',
      hint: {
        zh: '接口加签方式 → 下载的 appCertPublicKey_….crt。',
        en: 'The file appCertPublicKey_….crt downloaded under Signing.',
      },
      label: { zh: '应用公钥证书', en: 'Application certificate' },
    },
    {
      name: 'alipayRootCertificate',
      kind: 'pem',
      when: IN_CERTIFICATE_MODE,
      step: 'keys',
      hint: {
        zh: '同一处下载的 alipayRootCert.crt。',
        en: 'The file alipayRootCert.crt from the same place.',
      },
      label: { zh: '支付宝根证书', en: 'Alipay root certificate' },
    },
    {
      name: 'alipayCertificates',
      kind: 'named',
      when: IN_CERTIFICATE_MODE,
      step: 'keys',
      hint: {
        zh: '同一处下载的 alipayCertPublicKey_RSA2.crt，以证书序列号为名。更换期间新旧都留着。',
        en: 'The file alipayCertPublicKey_RSA2.crt from the same place, under its serial. Keep both while it is being replaced.',
      },
      label: { zh: '支付宝公钥证书', en: 'Alipay certificates' },
    },
    {
      name: 'campusCard',
      kind: 'named',
      isOptional: true,
      names: {
        accountId: { zh: '签约账号', en: 'Contract account' },
        agreementNo: { zh: '签约协议号', en: 'Agreement number' },
        schoolId: { zh: '支付宝学校编号', en: 'School ID at Alipay' },
      },
      step: 'products',
      hint: {
        zh: '与支付宝签约电子校园卡时由运营人员提供，三项须一并填写。',
        en: 'Given by Alipay when the school signed up for campus cards; fill in all three.',
      },
      label: { zh: '电子校园卡签约（没有签约则留空）', en: 'Campus card contract (optional)' },
    },
  ],
};
