import { removeView, savedViews, saveView } from '../../operators/saved-views.ts';
import { type Route, route } from './route.ts';

const OWN = { permission: 'signed_in', scope: 'own', proof: 'session' } as const;

/** Lists as an operator has set them up, under names. */
export const SAVED_VIEW_ROUTES: readonly Route[] = [
  route('GET /saved-views', {
    ...OWN,
    audit: 'none',
    async answer({ core, operator }, { list }) {
      const views = await savedViews(core, operator.operatorId, list);
      return { views: views.map(({ viewId, name, query, hidden }) => ({ viewId, name, query, hidden })) };
    },
  }),
  route('POST /saved-views', {
    ...OWN,
    audit: { action: 'view.save', subject: 'list', details: ['name'] },
    answer: async ({ core, operator }, view) => ({ viewId: await saveView(core, operator.operatorId, view) }),
  }),
  route('DELETE /saved-views/:viewId', {
    ...OWN,
    audit: { action: 'view.remove', subject: 'viewId' },
    async answer({ core, operator }, { viewId }) {
      await removeView(core, operator.operatorId, viewId);
      return {};
    },
  }),
];
