import { RET } from '@zhixiao/protocol/ret-codes';
import { type DetailsOf, partnerRefusals } from '../../refusal.ts';

export const PARTNER_REFUSALS = partnerRefusals({
  app_frozen: { zh: '账号已被冻结', en: 'The app is frozen.', ret: RET.frozen },
  version_too_old: {
    zh: '该应用只接受第二版协议（v2）的请求，请升级客户端',
    en: 'This app takes requests of the second version only.',
  },
});

declare module '../../refusal.ts' {
  interface PartnerRefusals extends DetailsOf<typeof PARTNER_REFUSALS> {}
}
