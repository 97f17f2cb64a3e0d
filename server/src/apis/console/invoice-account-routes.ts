import { CHANGE_INVOICE_ACCOUNT, CREATE_INVOICE_ACCOUNT } from '../../changes/kinds/account-changes.ts';
import { INVOICE_ACCOUNT_COLUMNS } from '../../exports/setup-columns.ts';
import {
  disableInvoiceAccount,
  type InvoiceAccountListed,
  listInvoiceAccounts,
} from '../../invoices/configure-invoice-account.ts';
import { randomToken } from '../../lib/ids.ts';
import { rowsOf } from '../../lib/page.ts';
import { Refusal } from '../../refusal.ts';
import { ACCOUNT_LIMIT_BYTES, settingsView } from './account-fields.ts';
import { changeOrSubmit, isSubmitted, submittedOnly } from './change.ts';
import { exportList } from './export-list.ts';
import { type OperatorContext, type Route, route } from './route.ts';
import { named, shortPage } from './short-list.ts';

const MANAGING = { permission: 'schools.manage', scope: 'schools', proof: 'fresh' } as const;

/** Where each school's invoices come from. */
export const INVOICE_ACCOUNT_ROUTES: readonly Route[] = [
  route('GET /invoice-accounts', {
    ...MANAGING,
    proof: 'session',
    audit: 'none',
    async answer({ core, scope }, params) {
      const { rows, next } = shortPage(
        named(await listInvoiceAccounts(core, scope), params.text, accountNames),
        params,
        ({ invoiceAccountId }) => invoiceAccountId,
      );
      return { rows: rows.map(accountView), next };
    },
  }),
  route('GET /invoice-accounts/export', {
    ...MANAGING,
    alsoNeeds: 'lists.export',
    proof: 'session',
    audit: { action: 'invoice_accounts.export' },
    answer(context, { form, text }) {
      const { core, scope } = context;
      return exportList(
        context,
        form,
        { text },
        {
          title: '开票账户',
          rows: rowsOf(async () => named(await listInvoiceAccounts(core, scope), text, accountNames)),
          columns: INVOICE_ACCOUNT_COLUMNS,
        },
      );
    },
  }),
  route('POST /invoice-accounts', {
    ...MANAGING,
    bodyLimitBytes: ACCOUNT_LIMIT_BYTES,
    audit: { action: 'invoice_account.create', details: ['provider'] },
    async answer(context, input) {
      const newAccountId = randomToken();
      context.note({ subject: newAccountId });
      const outcome = await changeOrSubmit(context, CREATE_INVOICE_ACCOUNT, { ...input, newAccountId });
      return isSubmitted(outcome) ? outcome : { invoiceAccountId: newAccountId };
    },
  }),
  route('PUT /invoice-accounts/:invoiceAccountId', {
    ...MANAGING,
    bodyLimitBytes: ACCOUNT_LIMIT_BYTES,
    audit: { action: 'invoice_account.change', subject: 'invoiceAccountId' },
    async answer(context, input) {
      await noteAccount(context, input.invoiceAccountId);
      return submittedOnly(await changeOrSubmit(context, CHANGE_INVOICE_ACCOUNT, input));
    },
  }),
  route('POST /invoice-accounts/:invoiceAccountId/disable', {
    ...MANAGING,
    audit: { action: 'invoice_account.disable', subject: 'invoiceAccountId' },
    async answer(context, { invoiceAccountId }) {
      await noteAccount(context, invoiceAccountId);
      await disableInvoiceAccount(context.core, context.scope, invoiceAccountId);
      return {};
    },
  }),
];

/** Tells whose account it is. @throws Refusal invoice_account_not_found */
async function noteAccount({ core, scope, note }: OperatorContext, invoiceAccountId: string): Promise<void> {
  const accounts = await listInvoiceAccounts(core, scope);
  const account = accounts.find((each) => each.invoiceAccountId === invoiceAccountId);
  if (!account) throw new Refusal('invoice_account_not_found', {});
  note({ schoolId: account.schoolId, details: { provider: account.provider, wasEnabled: account.enabled } });
}

function accountView(account: InvoiceAccountListed) {
  return {
    invoiceAccountId: account.invoiceAccountId,
    schoolId: account.schoolId,
    provider: account.provider,
    settings: settingsView(account.settings),
    secretNames: account.secretNames,
    enabled: account.enabled,
    createdAt: account.createdAt,
    callbackUrl: account.callbackUrl,
  };
}

const accountNames = ({ invoiceAccountId, schoolId, settings }: InvoiceAccountListed) => [
  invoiceAccountId,
  schoolId,
  typeof settings.sellerName === 'string' ? settings.sellerName : undefined,
];
