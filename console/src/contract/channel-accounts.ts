import type { Submitted } from './changes.ts';
import type { ExportWish, File, Instant, Listed, ListWish, NameFilter, Nothing } from './list.ts';

/** A text, whether something is switched on, or texts by name such as certificates by serial. */
export type SettingValue = string | boolean | { readonly [name: string]: string };
export type AccountSettings = { readonly [name: string]: SettingValue };
/** Empty or left out: as it is stored. */
export type AccountSecrets = { readonly [name: string]: string };

/** A merchant account: of its secrets only which ones there are. */
export interface ChannelAccountView {
  readonly channelAccountId: string;
  readonly schoolId: string;
  readonly appId?: string;
  readonly channel: 'wechat' | 'alipay';
  /** Absent: its record cannot be used. */
  readonly merchant?: string;
  readonly settings: AccountSettings;
  readonly secretNames: readonly string[];
  readonly enabled: boolean;
  readonly createdAt: Instant;
  /** To be entered on the merchant platform. */
  readonly callbackUrl: string;
}

/** `answered`: the channel said so; else there was no answer. */
export type AccountTestView =
  | { readonly works: true }
  | { readonly works: false; readonly answered: boolean; readonly message: string };

interface NewAccount {
  readonly schoolId: string;
  /** Absent: of every app of the school that has none of its own. */
  readonly appId?: string;
  readonly channel: 'wechat' | 'alipay';
  readonly settings: AccountSettings;
  readonly secrets: AccountSecrets;
  readonly enabled: boolean;
}

interface ChangedAccount {
  readonly channelAccountId: string;
  readonly settings: AccountSettings;
  readonly secrets: AccountSecrets;
  readonly enabled: boolean;
}

export interface ChannelAccountRoutes {
  /** All of them, unless a page is asked for. */
  'GET /channel-accounts': {
    readonly params: ListWish & NameFilter;
    readonly answer: Listed<ChannelAccountView>;
  };
  'GET /channel-accounts/export': {
    readonly params: ExportWish & NameFilter;
    readonly answer: File;
  };
  'POST /channel-accounts': {
    readonly params: NewAccount;
    readonly answer: { readonly channelAccountId: string } | Submitted;
  };
  'PUT /channel-accounts/:channelAccountId': {
    readonly params: ChangedAccount;
    readonly answer: Submitted | Nothing;
  };
  /** Asks the channel about a payment that does not exist; nothing is saved. */
  'POST /channel-account-tests': { readonly params: NewAccount; readonly answer: AccountTestView };
  'POST /channel-accounts/:channelAccountId/test': {
    readonly params: ChangedAccount;
    readonly answer: AccountTestView;
  };
}
