import { columns } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { id, text, texts } from '../db/fields.ts';

/** A list as an operator has set it up, under a name. */
export interface SavedView {
  readonly viewId: string;
  readonly name: string;
  /** Filters and order, as the page's address has them; never a person. */
  readonly query: string;
  /** Keys of columns that are not shown. */
  readonly hidden: readonly string[];
}

const SAVED_VIEW = columns<SavedView>()({
  viewId: id('view_id'),
  name: text('name'),
  query: text('query'),
  hidden: texts('hidden'),
});

/** An operator's views of one list, by their names. */
export function findSavedViews(q: Queryable, operatorId: string, list: string): Promise<SavedView[]> {
  return SAVED_VIEW.all(q, {
    name: 'find-saved-views',
    text: `select ${SAVED_VIEW.selected} from saved_views where operator_id = $1 and list = $2 order by name`,
    values: [operatorId, list],
  });
}

/** How many views an operator has, of all lists, besides the one of this name; nobody else adds one until the commit. */
export async function countOtherViews(
  tx: Transaction,
  operatorId: string,
  { list, name }: { readonly list: string; readonly name: string },
): Promise<number> {
  await tx.query({
    name: 'lock-operator-for-views',
    text: 'select 1 from operators where operator_id = $1 for no key update',
    values: [operatorId],
  });
  const [row] = await tx.query<{ count: string }>({
    name: 'count-other-views',
    text: 'select count(*) from saved_views where operator_id = $1 and (list, name) <> ($2, $3)',
    values: [operatorId, list, name],
  });
  return Number(row?.count);
}

/** Keeps a view, in place of one of the same list and name; answers its number. */
export async function saveSavedView(
  tx: Transaction,
  operatorId: string,
  { list, name, query, hidden }: Omit<SavedView, 'viewId'> & { readonly list: string },
  now: Date,
): Promise<string> {
  const [row] = await tx.query<{ view_id: string }>({
    name: 'save-saved-view',
    text: `insert into saved_views (operator_id, list, name, query, hidden, created_at)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (operator_id, list, name) do update set query = excluded.query, hidden = excluded.hidden
           returning view_id`,
    values: [operatorId, list, name, query, hidden, now],
  });
  if (!row) throw new Error('a view that was saved has no number');
  return row.view_id;
}

/** False when the operator has no such view. */
export async function deleteSavedView(tx: Transaction, operatorId: string, viewId: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'delete-saved-view',
    text: 'delete from saved_views where operator_id = $1 and view_id = $2 returning 1',
    values: [operatorId, viewId],
  });
  return rows.length === 1;
}
