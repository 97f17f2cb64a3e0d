import pg from 'pg';

/** All rows of a database, or those that servers see. */
export async function rowsAt<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  sees: 'all' | 'here' = 'here',
) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    if (sees === 'all') await client.query('set search_path = public');
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
