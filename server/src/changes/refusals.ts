import { type DetailsOf, ownRefusals } from '../refusal.ts';

const DECIDED = {
  zh: {
    applied: '该变更已通过并生效',
    refused: '该变更已驳回',
    withdrawn: '该变更已撤回',
    expired: '该变更已过期，请重新提交',
  },
  en: {
    applied: 'The change was already approved and applied.',
    refused: 'The change was already rejected.',
    withdrawn: 'The change was already withdrawn.',
    expired: 'The change has expired. Submit it again.',
  },
};

export const OWN_REFUSALS = ownRefusals({
  no_other_decider: {
    zh: '没有另一名可审批变更的操作员，不能启用双人复核',
    en: 'No other operator can approve changes.',
  },
  change_not_found: { zh: '变更申请不存在', en: 'Change request not found.' },
  change_waiting: {
    zh: '同样的变更已提交，正在等待另一人审批',
    en: 'The same change was already submitted and is awaiting another operator.',
  },
  change_decided: {
    zh: ({ status }: { readonly status: keyof typeof DECIDED.zh }) => DECIDED.zh[status],
    en: ({ status }) => DECIDED.en[status],
  },
  change_needs_another_person: {
    zh: '不能审批自己提交的变更',
    en: 'You cannot decide about a change that you requested.',
  },
  change_of_another: {
    zh: '只能撤回自己提交的变更',
    en: 'You can withdraw only changes that you requested.',
  },
  change_outdated: {
    zh: '提交后该对象已被修改，不能再通过：请驳回，并由申请人重新提交',
    en: 'The subject was changed after this request, so it cannot be approved. Reject it and let the requester submit a new one.',
  },
  change_asker_not_permitted: {
    zh: '申请人已没有提交这项变更的权限，不能再通过',
    en: 'The requester no longer has permission for this change, so it cannot be approved.',
  },
});

declare module '../refusal.ts' {
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}
