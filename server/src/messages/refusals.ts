import { reasonIn } from '@zhixiao/contract/words/reasons';
import { type DetailsOf, ownRefusals } from '../refusal.ts';

export const OWN_REFUSALS = ownRefusals({
  message_recipient_not_found: { zh: '接收方不存在', en: 'Recipient not found.' },
  message_school_needed: {
    zh: '请选择学校：您不能设置接收所有学校消息的接收方',
    en: 'Choose a school. Only operators of all schools may set up recipients for all of them.',
  },
  message_not_sent: {
    zh: ({ reason }: { readonly reason: string }) => `测试消息未能送达：${reason}`,
    en: ({ reason }) => `The test did not arrive: ${reasonIn('en', reason)}`,
  },
});

declare module '../refusal.ts' {
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}
