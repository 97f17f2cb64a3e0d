import { type DetailsOf, ownRefusals } from '../../refusal.ts';

export const OWN_REFUSALS = ownRefusals({
  other_site: {
    zh: '请求不是从本控制台发出的',
    en: 'This request was not made by this console.',
    status: 403,
  },
  proof_needed: { zh: '请再次验证身份后继续', en: 'Verify your identity to continue.', status: 403 },
  second_factor_needed: {
    zh: '请先在“账号安全”中设置第二重验证',
    en: 'Set up a second factor under “Account” first.',
    status: 403,
  },
});

declare module '../../refusal.ts' {
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}
