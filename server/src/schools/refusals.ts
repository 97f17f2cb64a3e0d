import { type DetailsOf, ownRefusals } from '../refusal.ts';

export const OWN_REFUSALS = ownRefusals({
  school_not_found: { zh: '学校不存在', en: 'There is no such school.' },
  school_exists: { zh: '该学校编号已被使用', en: 'This school number is taken.' },
});

declare module '../refusal.ts' {
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}
