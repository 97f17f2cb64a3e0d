import type { Role } from './access.ts';
import type { Submitted } from './changes.ts';
import type { File, Instant, Listed, ListWish, PersonalExport } from './list.ts';

export type OperatorStatus = 'invited' | 'active' | 'frozen';

export interface OperatorView {
  readonly operatorId: string;
  readonly account: string;
  readonly name: string;
  readonly role: Role;
  /** Undefined: all of them. */
  readonly schoolIds?: readonly string[];
  readonly status: OperatorStatus;
  readonly hasTotp: boolean;
  readonly passkeys: number;
  /** Where one-time links go, masked. */
  readonly contact: ContactView;
  readonly createdAt: Instant;
  readonly lastSeenAt?: Instant;
}

/** How an operator is reached with one-time links. */
export interface ContactView {
  readonly email?: string;
  readonly phone?: string;
}

/** Role and schools; no `schoolIds`: all schools. A contact that is left out stays, an empty one is removed. */
export interface OperatorAccess {
  readonly name: string;
  readonly role: Role;
  readonly schoolIds?: readonly string[];
  readonly email?: string;
  readonly phone?: string;
}

/** A one-time link, shown once. */
export interface OneTimeLink {
  readonly address: string;
  readonly expiresAt: Instant;
}

/** What became of a one-time link: sent to its operator, or to be handed over. */
export type LinkAnswer =
  | OneTimeLink
  | {
      readonly sentBy: 'email' | 'sms';
      /** Masked. */
      readonly sentTo: string;
    };

type OfOne = { readonly operatorId: string };

export interface OperatorFilter {
  /** A part of the account or name. */
  readonly text?: string;
  readonly status?: OperatorStatus;
}

export interface OperatorRoutes {
  'GET /operators': { readonly params: ListWish & OperatorFilter; readonly answer: Listed<OperatorView> };
  'GET /operators/export': { readonly params: PersonalExport & OperatorFilter; readonly answer: File };
  'POST /operators': {
    readonly params: OperatorAccess & { readonly account: string };
    readonly answer: LinkAnswer | Submitted;
  };
  'PUT /operators/:operatorId': {
    readonly params: OfOne & OperatorAccess;
    readonly answer: Submitted | Record<never, never>;
  };
  'POST /operators/:operatorId/freeze': {
    readonly params: OfOne & { readonly reason: string };
    readonly answer: Record<never, never>;
  };
  'POST /operators/:operatorId/unfreeze': {
    readonly params: OfOne & { readonly reason: string };
    readonly answer: Submitted | Record<never, never>;
  };
  /** Takes password and sessions away, and the second factor where that is said; the link chooses another password. */
  'POST /operators/:operatorId/reset': {
    readonly params: OfOne & { readonly reason: string; readonly removesSecondFactor?: boolean };
    readonly answer: LinkAnswer | Submitted;
  };
}
