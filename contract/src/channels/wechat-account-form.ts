import type { AccountForm } from './account-form.ts';

/** What WeChat Pay's accounts are made of. */
export const WECHAT_ACCOUNT_FORM: AccountForm = {
  fields: [
    {
      name: 'merchantId',
      kind: 'text',
      step: 'identity',
      hint: {
        zh: '8 至 10 位数字。商户平台 → 账户中心 → 商户信息；服务商模式填服务商的商户号。',
        en: '8 to 10 digits. Merchant platform → Account centre → Merchant information. For a service provider, its own number.',
      },
      label: { zh: '商户号（服务商模式填服务商的）', en: 'Merchant number' },
    },
    {
      name: 'appId',
      kind: 'text',
      step: 'identity',
      hint: {
        zh: '以 wx 开头，须已与商户号绑定。商户平台 → 产品中心 → AppID 账号管理。',
        en: 'Begins with wx and must be linked to the merchant. Merchant platform → Products → AppID management.',
      },
      label: { zh: '公众号 appid', en: 'appid' },
    },
    {
      name: 'miniProgramAppId',
      kind: 'text',
      isOptional: true,
      step: 'identity',
      hint: {
        zh: '合作方在小程序内付款时填写，同样须与商户号绑定。',
        en: 'For payments inside a mini-program; it must be linked to the merchant as well.',
      },
      label: { zh: '小程序 appid（选填）', en: 'Mini-program appid (optional)' },
    },
    {
      name: 'subMerchantId',
      kind: 'text',
      isOptional: true,
      step: 'identity',
      hint: {
        zh: '仅服务商模式：学校自己的商户号。服务商平台 → 服务商功能 → 子商户管理。',
        en: 'Only with a service provider: the school’s own merchant number. Service provider platform → Sub-merchants.',
      },
      label: { zh: '特约商户号（服务商模式填）', en: 'Sub-merchant number (optional)' },
    },
    {
      name: 'subAppId',
      kind: 'text',
      isOptional: true,
      step: 'identity',
      hint: {
        zh: '仅服务商模式：学校自己的公众号。不填则用服务商的。',
        en: 'Only with a service provider: the school’s own account. If empty, the provider’s is used.',
      },
      label: { zh: '特约商户 appid（选填）', en: 'Sub-merchant appid (optional)' },
    },
    {
      name: 'merchantSerial',
      kind: 'text',
      step: 'keys',
      hint: {
        zh: '40 位十六进制。商户平台 → 账户中心 → API 安全 → 商户 API 证书 → 管理证书。',
        en: '40 hexadecimal digits. Merchant platform → Account centre → API security → Merchant API certificate.',
      },
      label: { zh: '商户 API 证书序列号', en: 'API certificate serial number' },
    },
    {
      name: 'merchantPrivateKey',
      kind: 'pem',
      isSecret: true,
      step: 'keys',
      hint: {
        zh: '申请商户 API 证书时生成的 apiclient_key.pem，整段粘贴。保存后不再显示。',
        en: 'The file apiclient_key.pem made with the API certificate. Paste all of it; it is never shown again.',
      },
      label: { zh: '商户 API 私钥（PEM）', en: 'API private key (PEM)' },
    },
    {
      name: 'apiV3Key',
      kind: 'text',
      isSecret: true,
      step: 'keys',
      hint: {
        zh: '32 位，在 API 安全 → 设置 APIv3 密钥 中自行设定。重新设置后须同时更新这里。',
        en: '32 characters that you set under API security → APIv3 key. Change it here whenever you reset it there.',
      },
      label: { zh: 'APIv3 密钥', en: 'APIv3 key' },
    },
    {
      name: 'appSecret',
      kind: 'text',
      isSecret: true,
      isOptional: true,
      step: 'keys',
      hint: {
        zh: '公众平台 → 设置与开发 → 开发接口管理 → 基本配置。微信内付款和身份绑定要用。',
        en: 'Official accounts platform → Settings → Basic configuration. Needed to pay and to link identities inside WeChat.',
      },
      label: { zh: '公众号 AppSecret（选填，微信内付款和绑定要用）', en: 'AppSecret (optional)' },
    },
    {
      name: 'h5Enabled',
      kind: 'switch',
      step: 'products',
      hint: {
        zh: '商户平台 → 产品中心 → H5 支付显示“已开通”，且支付域名已包含本系统的域名。',
        en: 'Turn on once H5 payments is active under Products and lists this system’s domain.',
      },
      label: { zh: '已开通 H5 支付（手机浏览器付款）', en: 'H5 payments enabled (phone browsers)' },
    },
    {
      name: 'platformKeyId',
      kind: 'text',
      step: 'keys',
      hint: {
        zh: 'PUB_KEY_ID_ 开头的公钥 ID（推荐），或平台证书序列号。API 安全 → 微信支付公钥。',
        en: 'The key ID that begins with PUB_KEY_ID_ (recommended), or the serial of a platform certificate. API security → WeChat Pay public key.',
      },
      label: { zh: '要求微信使用的公钥 ID 或平台证书序列号', en: 'Key ID or serial that WeChat must use' },
    },
    {
      name: 'platformKeys',
      kind: 'named',
      step: 'keys',
      hint: {
        zh: '下载的 pub_key.pem，以它的公钥 ID 为名；旧商户可填平台证书，以序列号为名。更换期间两个都留着。',
        en: 'The downloaded pub_key.pem under its key ID, or a platform certificate under its serial. Keep both while they are being replaced.',
      },
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
