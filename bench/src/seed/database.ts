import { type Database, openDatabase } from '@zhixiao/server/db/database';

/** Runs `work` on the server's own kind of connection. */
export async function withDatabase<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = openDatabase({ url, poolSize: 1 });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}
