import { expect, test } from 'vitest';
import { violationsIn } from '../helpers/gateway/books.ts';
import { seedManyOrders } from '../helpers/many-orders.ts';
import { createTestDatabase } from '../helpers/postgres/test-database.ts';

test('the books of many orders are checked within the time limit of any statement', async () => {
  await using stack = new AsyncDisposableStack();
  const { database, drop } = await createTestDatabase();
  stack.defer(drop);
  await seedManyOrders(database, 20_000);
  expect(await violationsIn(database)).toEqual([]);
});
