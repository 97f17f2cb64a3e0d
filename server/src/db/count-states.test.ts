import type { ListTotals } from '@zhixiao/contract/console/list';
import { expect, test } from 'vitest';
import { withTotals } from './count-states.ts';
import { DatabaseBusy } from './database.ts';

const TOTALS: ListTotals = { count: 1, isMore: false, states: [] };
const ALL = { limit: 20, totals: true };
const page = () => Promise.resolve({ rows: ['a'], next: undefined });

test('a list is counted when that is asked for', async () => {
  let counts = 0;
  const count = async () => {
    counts += 1;
    return TOTALS;
  };
  expect(await withTotals({ limit: 20 }, page(), count)).toEqual({ rows: ['a'], next: undefined });
  expect(counts).toBe(0);
  expect(await withTotals(ALL, page(), count)).toEqual({ rows: ['a'], next: undefined, totals: TOTALS });
});

test('the rows are there although no connection was free to count them with', async () => {
  const busy = () => Promise.reject(new DatabaseBusy('no connection was free in time'));
  expect(await withTotals(ALL, page(), busy)).toEqual({ rows: ['a'], next: undefined });
  const wrong = () => Promise.reject(new Error('column does not exist'));
  await expect(withTotals(ALL, page(), wrong)).rejects.toThrow('column does not exist');
});
