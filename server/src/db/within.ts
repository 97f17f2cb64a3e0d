import type { Database, Transaction } from './database.ts';

/** A database whose statements and transactions are parts of one that is open: use cases joined to its commit. */
export function databaseWithin(db: Database, tx: Transaction): Database {
  const within: Database = {
    ...db,
    query: tx.query,
    transaction: (work) => work(tx),
    usedFor: () => within,
  };
  return within;
}
