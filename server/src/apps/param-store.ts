import type { Queryable } from '../db/database.ts';

/** Keeps which interface a param was first sent to, and says which that was. */
export async function storeParam(
  q: Queryable,
  { appId, digest, interfaceName }: { appId: string; digest: Buffer; interfaceName: string },
  now: Date,
): Promise<string> {
  const [row] = await q.query<{ interface: string }>({
    name: 'store-param',
    // the update changes nothing, and has the row that is there returned
    text: `insert into params_sent as p (app_id, digest, interface, sent_at) values ($1, $2, $3, $4)
           on conflict (app_id, digest) do update set interface = p.interface returning interface`,
    values: [appId, digest, interfaceName, now],
  });
  return row?.interface ?? interfaceName;
}
