import { type DetailsOf, ownRefusals, partnerRefusals } from '../refusal.ts';

export const PARTNER_REFUSALS = partnerRefusals({
  source_not_allowed: {
    zh: ({ address }: { readonly address: string }) => `来源地址 ${address} 不在学校允许的范围内`,
    en: ({ address }) => `The source address ${address} is not allowed for this app.`,
  },
  param_reused: {
    /** `first`: the interface it was sent to before. */
    zh: ({ first }: { readonly first: string }) => `该 param 已用于 ${first}，请为每个接口分别加密`,
    en: ({ first }) =>
      `This param was already used for ${first}. Encrypt a separate param for each interface.`,
  },
});

const UNFIT_KEYS = {
  app_id: 'appid 只能由 1 至 32 位字母、数字、下划线和短横线组成',
  app_secret: 'appsecret 应为 8 至 128 个不含空格的英文字符',
  aes_key: 'aes_key 应为 32 个英文字符（aes-128-cbc 至少 16 个）',
};

const UNFIT_RULES = {
  notify_profile: {
    zh: '只接受第二版协议的应用，通知也须使用第二版协议',
    en: 'An app that accepts only the second version must be notified in it too.',
  },
  allowed_networks: {
    zh: '来源地址应为 IP 地址或网段，如 203.0.113.7、203.0.113.0/24',
    en: 'Enter source addresses as IP addresses or networks, such as 203.0.113.7 or 203.0.113.0/24.',
  },
};

export const OWN_REFUSALS = ownRefusals({
  app_not_found: { zh: '应用不存在', en: 'App not found.' },
  app_exists: { zh: 'appid 已被使用', en: 'This appid is already in use.' },
  app_keys_unfit: {
    zh: ({ field }: { readonly field: keyof typeof UNFIT_KEYS }) => UNFIT_KEYS[field],
    en: ({ field }) => `${field} does not have the required form.`,
  },
  app_secret_guessable: {
    zh: ({ field }: { readonly field: 'app_secret' | 'aes_key' }) =>
      `${field === 'aes_key' ? 'aes_key' : 'appsecret'} 容易被猜到，应为至少 16 个随机字符；请对方换一组密钥，或不沿用原有密钥`,
    en: ({ field }) => `${field} is easy to guess. It must have at least 16 random characters.`,
  },
  app_rules_unfit: {
    zh: ({ field }: { readonly field: keyof typeof UNFIT_RULES }) => UNFIT_RULES[field].zh,
    en: ({ field }) => UNFIT_RULES[field].en,
  },
  keys_already_changing: {
    zh: '已有一组新密钥待启用，请先完成或放弃',
    en: 'New keys were already issued. Retire the old keys or discard the new ones first.',
  },
  keys_not_changing: { zh: '没有待启用的新密钥', en: 'No new keys were issued.' },
});

declare module '../refusal.ts' {
  interface PartnerRefusals extends DetailsOf<typeof PARTNER_REFUSALS> {}
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}
