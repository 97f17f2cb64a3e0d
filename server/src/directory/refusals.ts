import { RET } from '@zhixiao/protocol/ret-codes';
import { type DetailsOf, ownRefusals, partnerRefusals } from '../refusal.ts';

export const PARTNER_REFUSALS = partnerRefusals({
  payer_not_bound: { zh: '该用户尚未绑定身份', en: 'This payer is not bound to a person.' },
  person_not_found: { zh: '用户不存在', en: 'Person not found.' },
  person_frozen: {
    zh: '用户身份已被冻结',
    en: 'This person is frozen. Please ask the school.',
    ret: RET.frozen,
  },
  card_not_offered: { zh: '学校未开通电子校园卡', en: 'The school has no electronic campus card.' },
  card_not_issued: {
    zh: '该用户尚未领取电子校园卡',
    en: 'This person has no electronic campus card yet.',
  },
  card_link_refused: {
    zh: '校园卡跳转地址未通过校验，请联系学校',
    en: 'The card’s link is not one of those that are allowed.',
  },
});

/** `problem` says it in Chinese, `inEnglish` the same in English. */
interface Unreadable {
  readonly problem: string;
  readonly inEnglish: string;
}

export const OWN_REFUSALS = ownRefusals({
  payer_bound: {
    zh: '该账号已绑定其他人员',
    en: 'This account is bound to another person. Please ask the school.',
  },
  person_bound: {
    zh: '该人员已绑定其他账号，如需更换请联系学校',
    en: 'This person is bound to another account. To change it, please ask the school.',
  },
  bind_mismatch: {
    zh: '信息与学校登记的不一致，请核对后重试，或联系学校',
    en: 'This does not match the school’s records. Please check and try again, or ask the school.',
  },
  bind_too_often: {
    zh: '尝试次数过多，请一小时后再试',
    en: 'Too many attempts. Please try again in an hour.',
  },
  roster_unreadable: {
    zh: ({ problem }: Unreadable) => problem,
    en: ({ inEnglish }) => inEnglish,
  },
});

declare module '../refusal.ts' {
  interface PartnerRefusals extends DetailsOf<typeof PARTNER_REFUSALS> {}
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}
