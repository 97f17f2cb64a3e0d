import type pg from 'pg';

/** Where servers and commands of any release are connected from, a place for each session. */
export async function serversAt(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ place: string }>(`
    select coalesce(host(client_addr), 'this machine') as place from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()
       and application_name in ('zhixiao-pay', 'zhixiao-pay-listen', 'zhixiao-pay-keys')`);
  return rows.map(({ place }) => place);
}

/** Who may hold a lock: the transactions that are open for longest, in words; empty when there is none. */
export async function oldTransactions(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ text: string }>(`
    select format('%s (pid %s) since %s s', coalesce(nullif(application_name, ''), 'without a name'), pid,
                  extract(epoch from now() - xact_start)::int) as text
      from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and xact_start < now() - interval '1 second'
     order by xact_start limit 3`);
  return rows.map(({ text }) => text).join(', ');
}
