import type { ExportWish, File, Instant, Listed, ListWish, NameFilter, Nothing } from './list.ts';

export type Cipher = 'aes-256-cbc' | 'aes-128-cbc';

/** A partner system, with none of its secrets. */
export interface AppView {
  readonly schoolId: string;
  readonly schoolName: string;
  readonly appId: string;
  readonly name: string;
  readonly cipher: Cipher;
  /** It wants `sp_data` as a JSON string. */
  readonly spDataAsText: boolean;
  readonly frozen: boolean;
  readonly createdAt: Instant;
  /** While two sets of keys are valid; `usedAt`: the partner has signed with the new ones. */
  readonly keyChange?: { readonly issuedAt: Instant; readonly usedAt?: Instant };
}

/** Shown once. */
export interface AppSecretsView {
  readonly appId: string;
  readonly appSecret: string;
  readonly aesKey: string;
}

export interface AppSettings {
  readonly name: string;
  readonly cipher: Cipher;
  readonly spDataAsText: boolean;
}

type OfApp = { readonly appId: string };

export interface AppRoutes {
  /** All of them, unless a page is asked for. */
  'GET /apps': {
    readonly params: ListWish & NameFilter;
    readonly answer: Listed<AppView>;
  };
  'GET /app-names': {
    readonly params: { readonly schoolId?: string };
    readonly answer: { readonly apps: readonly { readonly appId: string; readonly name: string }[] };
  };
  'GET /apps/export': { readonly params: ExportWish & NameFilter; readonly answer: File };
  'POST /apps': {
    readonly params: AppSettings & {
      readonly schoolId: string;
      /** What a partner brings from another platform; without it, made here. */
      readonly brought?: AppSecretsView;
    };
    readonly answer: AppSecretsView;
  };
  'PUT /apps/:appId': { readonly params: OfApp & AppSettings; readonly answer: Nothing };
  'POST /apps/:appId/freeze': {
    readonly params: OfApp & { readonly reason: string };
    readonly answer: Nothing;
  };
  'POST /apps/:appId/unfreeze': {
    readonly params: OfApp & { readonly reason: string };
    readonly answer: Nothing;
  };
  /** Issues keys that are valid beside the present ones. */
  'POST /apps/:appId/keys': { readonly params: OfApp; readonly answer: AppSecretsView };
  /** From now on only the new keys are valid. */
  'POST /apps/:appId/keys/retire-old': { readonly params: OfApp; readonly answer: Nothing };
  /** The new keys are worth nothing. */
  'POST /apps/:appId/keys/withdraw-new': { readonly params: OfApp; readonly answer: Nothing };
}
