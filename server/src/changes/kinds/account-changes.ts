import { isDeepStrictEqual } from 'node:util';
import {
  configureInvoiceAccount,
  type InvoiceAccountInput,
  storedInvoiceAccount,
} from '../../invoices/configure-invoice-account.ts';
import type { ChannelAccountInput } from '../../merchants/account-input.ts';
import { configureChannelAccount, storedChannelAccount } from '../../merchants/configure-channel-account.ts';
import type { ChangeRule } from '../change.ts';
import { accountLines, givenSecrets } from './account-lines.ts';

type NewAccount = Extract<ChannelAccountInput, { readonly channelAccountId?: undefined }> & {
  readonly newAccountId: string;
};
type ChangedAccount = Extract<ChannelAccountInput, { readonly channelAccountId: string }>;

export const CREATE_CHANNEL_ACCOUNT: ChangeRule<NewAccount> = {
  kind: 'channel_account.create',
  permission: 'channels.manage',
  async describe(_core, _scope, input) {
    const { schoolId, appId, channel, newAccountId, enabled } = input;
    return {
      schoolId,
      subject: newAccountId,
      lines: [
        { field: 'channel', before: null, after: channel },
        ...(appId === undefined ? [] : [{ field: 'appId', before: null, after: appId }]),
        { field: 'enabled', before: null, after: enabled },
        ...accountLines(undefined, { ...input, secretNames: givenSecrets(input.secrets) }),
      ],
      base: {},
      isStricter: false,
    };
  },
  async apply(core, _by, scope, input) {
    await configureChannelAccount(core, scope, input);
    return {};
  },
};

/** To disable an account and change nothing else, one person is enough. */
export const CHANGE_CHANNEL_ACCOUNT: ChangeRule<ChangedAccount> = {
  kind: 'channel_account.change',
  permission: 'channels.manage',
  async describe(core, scope, { channelAccountId, enabled, settings, secrets }) {
    const stored = await storedChannelAccount(core, scope, channelAccountId);
    const before = { settings: stored.settings, secretNames: Object.keys(stored.secrets) };
    const given = givenSecrets(secrets);
    const record = accountLines(before, { settings, secretNames: given });
    const isSame = given.length === 0 && isDeepStrictEqual(stored.settings, settings);
    const isSwitched = stored.enabled !== enabled;
    return {
      schoolId: stored.schoolId,
      subject: channelAccountId,
      lines: [
        ...(isSwitched ? [{ field: 'enabled', before: stored.enabled, after: enabled }] : []),
        ...record,
      ],
      base: stored,
      isStricter: isSame && !(isSwitched && enabled),
    };
  },
  async apply(core, _by, scope, input) {
    await configureChannelAccount(core, scope, input);
    return {};
  },
};

type NewInvoiceAccount = Extract<InvoiceAccountInput, { readonly invoiceAccountId?: undefined }> & {
  readonly newAccountId: string;
};
type ChangedInvoiceAccount = Extract<InvoiceAccountInput, { readonly invoiceAccountId: string }>;

export const CREATE_INVOICE_ACCOUNT: ChangeRule<NewInvoiceAccount> = {
  kind: 'invoice_account.create',
  permission: 'schools.manage',
  async describe(_core, _scope, input) {
    return {
      schoolId: input.schoolId,
      subject: input.newAccountId,
      lines: [
        { field: 'provider', before: null, after: input.provider },
        ...accountLines(undefined, { ...input, secretNames: givenSecrets(input.secrets) }),
      ],
      base: {},
      isStricter: false,
    };
  },
  async apply(core, _by, scope, input) {
    await configureInvoiceAccount(core, scope, input);
    return {};
  },
};

export const CHANGE_INVOICE_ACCOUNT: ChangeRule<ChangedInvoiceAccount> = {
  kind: 'invoice_account.change',
  permission: 'schools.manage',
  async describe(core, scope, { invoiceAccountId, settings, secrets }) {
    const stored = await storedInvoiceAccount(core, scope, invoiceAccountId);
    const before = { settings: stored.settings, secretNames: Object.keys(stored.secrets) };
    return {
      schoolId: stored.schoolId,
      subject: invoiceAccountId,
      lines: [
        ...(stored.enabled ? [] : [{ field: 'enabled', before: false, after: true }]),
        ...accountLines(before, { settings, secretNames: givenSecrets(secrets) }),
      ],
      base: stored,
      isStricter: false,
    };
  },
  async apply(core, _by, scope, input) {
    await configureInvoiceAccount(core, scope, input);
    return {};
  },
};
