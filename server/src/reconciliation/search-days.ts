import type { Channel } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { withTotals } from '../db/count-states.ts';
import { type CountedPage, type Page, type PageQuery, pageOf } from '../lib/page.ts';
import { isDate, shanghaiDate } from '../lib/shanghai-day.ts';
import { type AccountListed, listChannelAccounts } from '../merchants/configure-channel-account.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { type BillWork, countBillWork } from './aging-store.ts';
import { billAccountOf, billAccounts } from './bill-accounts.ts';
import { type DayKey, lastBilledDate } from './day.ts';
import type { DayFilter, DayListed } from './day-list.ts';
import { countDays, type DayPosition, selectDays } from './day-search-store.ts';

/** Days whose bills are waited for or compared, the newest first. */
export async function searchDays(
  core: Core,
  scope: SchoolScope,
  filter: DayFilter,
  page: PageQuery,
): Promise<CountedPage<DayListed>> {
  return withTotals(page, pageOfDays(core, scope, filter, page), () => countDays(core.db, scope, filter));
}

async function pageOfDays(
  core: Core,
  scope: SchoolScope,
  filter: DayFilter,
  { after, limit }: PageQuery,
): Promise<Page<DayListed>> {
  const found = await selectDays(core.db, scope, filter, positionOf(after), limit + 1);
  const merchants = await merchantsOf(core, scope);
  const days = found.map((day) => {
    const { merchant, application } = merchants.get(day.channelAccountId) ?? {};
    return { ...day, merchant, application };
  });
  return pageOf(days, limit, (day) => [day.date, day.schoolId, day.channelAccountId].join(' '));
}

/** @throws Refusal account_not_found, bill_not_there */
export async function dayListed(
  core: Core,
  scope: SchoolScope,
  channelAccountId: string,
  date: string,
): Promise<DayListed> {
  if (!isDate(date)) throw new Refusal('bill_not_there', {});
  const filter = { channelAccountId, from: date, to: date };
  const { rows } = await searchDays(core, scope, filter, { limit: 1 });
  const [day] = rows;
  if (!day) throw new Refusal('bill_not_there', {});
  return day;
}

/** A merchant of these schools whose bills can be fetched. */
export interface BillAccountListed {
  readonly channelAccountId: string;
  readonly schoolId: string;
  readonly channel: Channel;
  readonly merchant: string | undefined;
  readonly application: string | undefined;
}

/** What is left to do about the bills of these schools. */
export function billWork(core: Pick<Core, 'db' | 'clock'>, scope: SchoolScope): Promise<BillWork> {
  return countBillWork(core.db, scope, core.clock.now());
}

/** The merchants whose bills can be fetched, and the last day that can have one. */
export async function listBillAccounts(
  core: Core,
  scope: SchoolScope,
): Promise<{ accounts: BillAccountListed[]; lastDate: string }> {
  const listed = await listChannelAccounts(core, scope);
  const groups = await billAccounts(core);
  const accounts = listed.filter((account) =>
    groups.some(({ channelAccountId }) => channelAccountId === account.channelAccountId),
  );
  return { accounts, lastDate: lastBilledDate(core.clock.now()) };
}

/**
 * The day that an operator means by an account of its schools: one that is known, or of the account that
 * fetches this merchant's bills.
 * @throws Refusal account_not_found, bill_not_there: its bill cannot be there yet, bill_before_account
 */
export async function dayToFetch(
  core: Core,
  scope: SchoolScope,
  channelAccountId: string,
  date: string,
): Promise<DayKey> {
  if (!isDate(date) || date > lastBilledDate(core.clock.now())) throw new Refusal('bill_not_there', {});
  const account = (await listChannelAccounts(core, scope)).find(
    (each) => each.channelAccountId === channelAccountId,
  );
  if (!account) throw new Refusal('account_not_found', {});
  const filter = { channelAccountId, from: date, to: date };
  const [known] = await selectDays(core.db, scope, filter, undefined, 1);
  if (known) return { schoolId: known.schoolId, channelAccountId, date };
  const merchant = await billAccountOf(core, channelAccountId);
  if (!merchant) throw new Refusal('account_not_found', {});
  if (date < shanghaiDate(merchant.createdAt)) throw new Refusal('bill_before_account', {});
  return { schoolId: merchant.schoolId, channelAccountId: merchant.channelAccountId, date };
}

async function merchantsOf(core: Core, scope: SchoolScope): Promise<ReadonlyMap<string, AccountListed>> {
  const accounts = await listChannelAccounts(core, scope);
  return new Map(accounts.map((account) => [account.channelAccountId, account]));
}

function positionOf(after: string | undefined): DayPosition | undefined {
  const [date = '', schoolId, channelAccountId] = after?.split(' ') ?? [];
  return isDate(date) && schoolId !== undefined && channelAccountId !== undefined
    ? [date, schoolId, channelAccountId]
    : undefined;
}
