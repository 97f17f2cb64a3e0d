import { BILL_DETAILS, detailSentences } from '@zhixiao/contract/words/bill-details';
import { DIFFERENCE_MEANINGS } from '@zhixiao/contract/words/reconciliation';
import { unaudited } from '../audit/unaudited.ts';
import { isDate } from '../lib/shanghai-day.ts';
import { billAccounts } from '../reconciliation/bill-accounts.ts';
import type { DayKey } from '../reconciliation/day.ts';
import { fetchBill } from '../reconciliation/fetch-bill.ts';
import { reconcileDay } from '../reconciliation/reconcile-day.ts';
import { dayListed } from '../reconciliation/search-days.ts';
import { type Difference, differencesOfDay } from '../reconciliation/search-differences.ts';
import { type Command, print, UsageError } from './command.ts';
import { nameOf, OPERATOR_OPTION, SCHOOL_OPTIONS } from './operator-name.ts';

const SHOWN = 1_000;

/** Fetches the missing bills of a day, compares them, and prints every difference. */
export const reconcileCommand: Command = {
  usage: `reconcile --school ID --date YYYY-MM-DD [--account ID] ${OPERATOR_OPTION}`,
  options: { ...SCHOOL_OPTIONS, date: { type: 'string' }, account: { type: 'string' } },
  async run(parts, args) {
    const schoolId = args.needed('school');
    const date = args.needed('date');
    if (!isDate(date)) throw new UsageError('--date is no day');
    const core = parts.core();
    const wanted = args.text('account');
    const accounts = (await billAccounts(core)).filter(
      (account) => account.schoolId === schoolId && (!wanted || account.sharedBy.has(wanted)),
    );
    if (accounts.length === 0) throw new UsageError('no such merchant account');
    for (const { channelAccountId } of accounts) {
      const key: DayKey = { schoolId, channelAccountId, date };
      const title = `${channelAccountId} ${date}`;
      if ((await fetchBill(unaudited(core), key)) === 'later') {
        const { failure } = await dayListed(core, [schoolId], channelAccountId, date);
        print(`${title}: no bill yet (${failure})`);
        continue;
      }
      const run = await reconcileDay(unaudited(core), key, nameOf(args));
      const differences = await differencesOfDay(core, key, SHOWN);
      print(`${title}: ${run.rowsTotal} rows, ${run.matchedRows} agree, ${differences.length} differences`);
      for (const difference of differences) print(lineOf(difference));
    }
  },
};

function lineOf(difference: Difference): string {
  const { differenceId, status, kind, subject, booksAmount, billAmount, repair, detail, paymentNo } =
    difference;
  const fenText = (amount: number | undefined) => (amount === undefined ? '-' : `${amount} fen`);
  const sides = `books ${fenText(booksAmount)}, bill ${fenText(billAmount)}`;
  const details = detail ? detailSentences(BILL_DETAILS.zh, detail, paymentNo !== undefined) : [];
  const meaning = [DIFFERENCE_MEANINGS.zh[kind], ...details].join('；');
  return `  #${differenceId} ${status} ${kind} ${subject}  ${sides}; ${meaning} (${repair})`;
}
