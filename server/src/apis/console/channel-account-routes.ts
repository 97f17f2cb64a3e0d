import { CHANGE_CHANNEL_ACCOUNT, CREATE_CHANNEL_ACCOUNT } from '../../changes/kinds/account-changes.ts';
import { givenSecrets } from '../../changes/kinds/account-lines.ts';
import { CHANNEL_ACCOUNT_COLUMNS } from '../../exports/setup-columns.ts';
import { randomToken } from '../../lib/ids.ts';
import { rowsOf } from '../../lib/page.ts';
import { type AccountListed, listChannelAccounts } from '../../merchants/configure-channel-account.ts';
import { testChannelAccount } from '../../merchants/test-channel-account.ts';
import { Refusal } from '../../refusal.ts';
import { ACCOUNT_LIMIT_BYTES, settingsView } from './account-fields.ts';
import { changeOrSubmit, isSubmitted, submittedOnly } from './change.ts';
import { exportList } from './export-list.ts';
import { type OperatorContext, type Route, route } from './route.ts';
import { named, shortPage } from './short-list.ts';

const MANAGING = { permission: 'channels.manage', scope: 'schools', proof: 'fresh' } as const;

/** Merchant accounts at the channels. */
export const CHANNEL_ACCOUNT_ROUTES: readonly Route[] = [
  route('GET /channel-accounts', {
    permission: 'channels.read',
    scope: 'schools',
    proof: 'session',
    audit: 'none',
    async answer({ core, scope }, params) {
      const { rows, next } = shortPage(
        named(await listChannelAccounts(core, scope), params.text, accountNames),
        params,
        ({ channelAccountId }) => channelAccountId,
      );
      return { rows: rows.map(accountView), next };
    },
  }),
  route('GET /channel-accounts/export', {
    permission: 'channels.read',
    alsoNeeds: 'lists.export',
    scope: 'schools',
    proof: 'session',
    audit: { action: 'channel_accounts.export' },
    answer(context, { form, text }) {
      const { core, scope } = context;
      return exportList(
        context,
        form,
        { text },
        {
          title: '商户账户',
          rows: rowsOf(async () => named(await listChannelAccounts(core, scope), text, accountNames)),
          columns: CHANNEL_ACCOUNT_COLUMNS,
        },
      );
    },
  }),
  route('POST /channel-accounts', {
    ...MANAGING,
    audit: { action: 'channel_account.create', details: ['appId', 'channel', 'enabled'] },
    bodyLimitBytes: ACCOUNT_LIMIT_BYTES,
    async answer(context, params) {
      const newAccountId = randomToken();
      context.note({ subject: newAccountId, details: { changedSecrets: givenSecrets(params.secrets) } });
      const outcome = await changeOrSubmit(context, CREATE_CHANNEL_ACCOUNT, { ...params, newAccountId });
      return isSubmitted(outcome) ? outcome : { channelAccountId: newAccountId };
    },
  }),
  route('PUT /channel-accounts/:channelAccountId', {
    ...MANAGING,
    audit: { action: 'channel_account.change', subject: 'channelAccountId', details: ['enabled'] },
    bodyLimitBytes: ACCOUNT_LIMIT_BYTES,
    async answer(context, params) {
      await noteAccount(context, params);
      return submittedOnly(await changeOrSubmit(context, CHANGE_CHANNEL_ACCOUNT, params));
    },
  }),
  route('POST /channel-account-tests', {
    ...MANAGING,
    audit: { action: 'channel_account.test', details: ['channel'], alone: true },
    bodyLimitBytes: ACCOUNT_LIMIT_BYTES,
    answer: ({ core, scope }, params) => testChannelAccount(core, scope, params),
  }),
  route('POST /channel-accounts/:channelAccountId/test', {
    ...MANAGING,
    audit: { action: 'channel_account.test', subject: 'channelAccountId', alone: true },
    bodyLimitBytes: ACCOUNT_LIMIT_BYTES,
    answer: ({ core, scope }, params) => testChannelAccount(core, scope, params),
  }),
];

/** Tells whose account it is, how it was before, and which secrets change: never what they are. */
async function noteAccount(
  { core, scope, note }: OperatorContext,
  {
    channelAccountId,
    settings,
    secrets,
  }: {
    readonly channelAccountId: string;
    readonly settings: Readonly<Record<string, unknown>>;
    readonly secrets: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const accounts = await listChannelAccounts(core, scope);
  const account = accounts.find((each) => each.channelAccountId === channelAccountId);
  if (!account) throw new Refusal('account_not_found', {});
  const names = new Set([...Object.keys(account.settings), ...Object.keys(settings)]);
  const changedSettings = [...names].filter(
    (name) => JSON.stringify(account.settings[name]) !== JSON.stringify(settings[name]),
  );
  note({
    schoolId: account.schoolId,
    details: { before: { enabled: account.enabled }, changedSettings, changedSecrets: givenSecrets(secrets) },
  });
}

function accountView(account: AccountListed) {
  return {
    channelAccountId: account.channelAccountId,
    schoolId: account.schoolId,
    appId: account.appId,
    channel: account.channel,
    merchant: account.merchant,
    application: account.application,
    settings: settingsView(account.settings),
    secretNames: account.secretNames,
    enabled: account.enabled,
    createdAt: account.createdAt,
    callbackUrl: account.callbackUrl,
  };
}

const accountNames = ({ channelAccountId, schoolId, appId, merchant, application }: AccountListed) => [
  channelAccountId,
  schoolId,
  appId,
  merchant,
  application,
];
