import { type DetailsOf, ownRefusals } from '../refusal.ts';

interface Invalid {
  readonly message: string;
  readonly inEnglish: string;
}

export const OWN_REFUSALS = ownRefusals({
  account_not_found: { zh: '商户账户不存在', en: 'Merchant account not found.' },
  account_exists: {
    zh: '该渠道已有启用的商户号，请先停用',
    en: 'The channel already has an enabled account. Disable it first.',
  },
  account_invalid: {
    zh: ({ message }: Invalid) => message,
    en: ({ inEnglish }) => inEnglish,
  },
  account_merchant_differs: {
    zh: '不能更换为另一商户号：请停用此账户并新建一个',
    en: 'The merchant of an account cannot be changed. Disable the account and create another.',
  },
});

declare module '../refusal.ts' {
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}
