import type { Submitted } from './changes.ts';
import type { ExportWish, File, Instant, Listed, ListWish, NameFilter, Nothing } from './list.ts';

export type Cipher = 'aes-256-cbc' | 'aes-128-cbc';

/** How an app and the gateway speak: the published interface, or the second version, internationally or nationally. */
export type Profile = 'v1' | 'v2' | 'v2-sm';

/** What an app is held to beyond the published interface. */
export interface AppRulesView {
  /** Requests of an older version are refused. */
  readonly leastVersion: 1 | 2;
  /** How it is told of payments; never `v1` when `leastVersion` is 2. */
  readonly notifyProfile: Profile;
  /** What it may refund in a day of Shanghai, fen and number; null: as much as there is. */
  readonly refundDayFee: number | null;
  readonly refundDayCount: number | null;
  /** A refund must have an `out_refund_no`. */
  readonly refundNoRequired: boolean;
  /** Addresses and networks that requests may come from; none: from anywhere. */
  readonly allowedNetworks: readonly string[];
  /** A param is for the interface it was first sent to; not for clients that encrypt the same text for two. */
  readonly paramBound: boolean;
  /** Even an answer to a wrong signature is encrypted and signed, for clients that decrypt before they look at the code. */
  readonly sealsUnsigned: boolean;
}

/** A version that an app spoke in the last thirty days. */
export type Speaks = 'v1' | 'v2';

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
  /** When an order last named it. */
  readonly seenAt: Instant;
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
  readonly rules: AppRulesView;
  /** When it last spoke each version, to the hour. */
  readonly spoke: { readonly [V in Speaks]?: Instant };
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
  /** All of them; without it, they stay. */
  readonly rules?: AppRulesView;
}

/** Which of the apps. */
export interface AppFilter extends NameFilter {
  readonly speaks?: Speaks;
}

type OfApp = { readonly appId: string };

export interface AppRoutes {
  /** All of them, unless a page is asked for. */
  'GET /apps': {
    readonly params: ListWish & AppFilter;
    readonly answer: Listed<AppView>;
  };
  'GET /app-names': {
    readonly params: { readonly schoolId?: string };
    readonly answer: { readonly apps: readonly { readonly appId: string; readonly name: string }[] };
  };
  'GET /apps/export': { readonly params: ExportWish & AppFilter; readonly answer: File };
  'POST /apps': {
    readonly params: AppSettings & {
      readonly schoolId: string;
      /** What a partner brings from another platform; without it, made here. */
      readonly brought?: AppSecretsView;
    };
    readonly answer: AppSecretsView | Submitted;
  };
  'PUT /apps/:appId': { readonly params: OfApp & AppSettings; readonly answer: Submitted | Nothing };
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
