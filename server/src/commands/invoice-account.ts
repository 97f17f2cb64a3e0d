import { readFile } from 'node:fs/promises';
import { INVOICE_PROVIDERS } from '@zhixiao/contract/codes/invoices';
import type { AuditedCore, Core } from '../core.ts';
import {
  configureInvoiceAccount,
  disableInvoiceAccount,
  listInvoiceAccounts,
} from '../invoices/configure-invoice-account.ts';
import type { InvoiceProviderName } from '../invoices/provider.ts';
import { auditedByShell } from './audited.ts';
import { type Command, print, UsageError } from './command.ts';
import { OPERATOR_OPTION, SCHOOL_OPTIONS } from './operator-name.ts';

/** What a school issues its documents with; secrets come from a file, never from the command line. */
export const invoiceAccountCommand: Command = {
  usage: `invoice-account --school ID [--file ACCOUNT.json | --seal IMAGE.png | --plain-receipts] ${OPERATOR_OPTION}`,
  options: {
    ...SCHOOL_OPTIONS,
    file: { type: 'string' },
    seal: { type: 'string' },
    'plain-receipts': { type: 'boolean' },
  },
  async run(parts, args) {
    const schoolId = args.needed('school');
    const known = parts.core();
    const entry = { action: 'invoice_account.change', subject: schoolId, schoolId, details: {} };
    const core = { ...known, ...auditedByShell(known, args, entry) };
    const [file, seal] = [args.text('file'), args.text('seal')];
    if (file !== undefined) await configure(core, schoolId, await accountIn(file));
    else if (seal !== undefined) {
      const sealPng = (await readFile(seal)).toString('base64');
      await configure(core, schoolId, { provider: 'receipt', settings: { sealPng }, secrets: {} });
    } else if (args.isSet('plain-receipts')) await disable(core, schoolId);
    await show(core, schoolId);
  },
};

interface Account {
  readonly provider: InvoiceProviderName;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** `{"provider": "nuonuo", "settings": {…}, "secrets": {"appSecret": "…"}}` */
async function accountIn(file: string): Promise<Account> {
  const {
    provider,
    settings = {},
    secrets = {},
  } = JSON.parse(await readFile(file, 'utf8')) as Partial<Account>;
  const known = INVOICE_PROVIDERS.find((name) => name === provider);
  if (!known) throw new UsageError(`"provider" in ${file} is one of ${INVOICE_PROVIDERS.join(', ')}`);
  return { provider: known, settings, secrets };
}

/** A school has one account a provider: what it has is changed, so that what it issued stays with it. */
async function configure(
  core: AuditedCore,
  schoolId: string,
  { provider, settings, secrets }: Account,
): Promise<void> {
  const known = (await listInvoiceAccounts(core, [schoolId])).find(
    (account) => account.provider === provider,
  );
  const of = known ? { invoiceAccountId: known.invoiceAccountId } : { schoolId, provider };
  await configureInvoiceAccount(core, [schoolId], { ...of, settings, secrets });
}

/** A school has one enabled account at most. */
async function disable(core: AuditedCore, schoolId: string): Promise<void> {
  const enabled = (await listInvoiceAccounts(core, [schoolId])).find((account) => account.enabled);
  if (enabled) await disableInvoiceAccount(core, [schoolId], enabled.invoiceAccountId);
}

async function show(core: Core, schoolId: string): Promise<void> {
  const accounts = await listInvoiceAccounts(core, [schoolId]);
  if (!accounts.some(({ enabled }) => enabled)) print('built-in receipts, without a seal');
  for (const { invoiceAccountId, provider, enabled, secretNames, callbackUrl } of accounts) {
    const secrets = secretNames.length === 0 ? '' : `  secrets: ${secretNames.join(', ')}`;
    print(
      `${enabled ? 'in use ' : 'retired'}  ${provider}  ${invoiceAccountId}${secrets}  callback: ${callbackUrl}`,
    );
  }
}
