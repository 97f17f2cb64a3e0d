import type { Submitted } from './changes.ts';
import type { ExportWish, File, Instant, Listed, ListWish, NameFilter, Nothing } from './list.ts';

export type Cipher = 'aes-256-cbc' | 'aes-128-cbc';

/**
 * Why no rule lets notifications reach an address. `private`: in none of the networks that are listed; `own`: the
 * gateway's own machine; `special`: link-local, metadata, reserved; `internal_name`: a name that is given inside of
 * networks only; `short_name`: a name without a dot that stands for nothing here.
 */
export type UnreachableReason = 'private' | 'own' | 'special' | 'internal_name' | 'short_name';

/** An address that orders of an app gave as notify_url, and that cannot be reached. */
export interface UnreachableEndpoint {
  /** Scheme, host and port. */
  readonly endpoint: string;
  readonly reason: UnreachableReason;
}

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
  /** Of the last thirty days, the latest first. */
  readonly unreachable: readonly UnreachableEndpoint[];
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
    readonly answer: AppSecretsView | Submitted;
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
  'POST /apps/:appId/keys': { readonly params: OfApp; readonly answer: AppSecretsView | Submitted };
  /** From now on only the new keys are valid. */
  'POST /apps/:appId/keys/retire-old': { readonly params: OfApp; readonly answer: Nothing };
  /** The new keys are worth nothing. */
  'POST /apps/:appId/keys/withdraw-new': { readonly params: OfApp; readonly answer: Nothing };
}
