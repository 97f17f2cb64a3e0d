import { Type } from 'typebox';
import { NOTHING, type Of, TEXT } from '../schema.ts';
import { NAME, NUMBER } from './fields.ts';
import type { RouteSchemas } from './list.ts';

/** The path of a list's route, such as `/orders`. */
const LIST = Type.String({ pattern: '^/[a-z-]+(/:?[a-z-]+)?$', maxLength: 60 });
/** Filters and order as the page's address has them, and the columns that are not shown, by their keys. */
const VIEW = {
  name: NAME,
  query: Type.String({ maxLength: 500 }),
  hidden: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 40 }),
};

const SAVED_VIEW = Type.Object({
  viewId: TEXT,
  name: TEXT,
  query: TEXT,
  hidden: Type.Array(TEXT),
});
/** A list as an operator has set it up, under a name. */
export type SavedView = Of<typeof SAVED_VIEW>;

export const SAVED_VIEW_ROUTES = {
  /** The operator's own of one list, by their names. */
  'GET /saved-views': {
    params: Type.Object({ list: LIST }),
    answer: Type.Object({ views: Type.Array(SAVED_VIEW) }),
  },
  /** A name that the list has already is given to this one. */
  'POST /saved-views': {
    params: Type.Object({ list: LIST, ...VIEW }),
    answer: Type.Object({ viewId: TEXT }),
  },
  'DELETE /saved-views/:viewId': { params: Type.Object({ viewId: NUMBER }), answer: NOTHING },
} satisfies Record<string, RouteSchemas>;
