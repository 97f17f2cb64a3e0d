import type { Role } from './access.ts';
import type { ExportWish, File, Instant, Listed, ListWish } from './list.ts';

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
  readonly createdAt: Instant;
  readonly lastSeenAt?: Instant;
}

/** Role and schools; no `schoolIds`: all schools. */
export interface OperatorAccess {
  readonly name: string;
  readonly role: Role;
  readonly schoolIds?: readonly string[];
}

/** A one-time link, shown once. */
export interface OneTimeLink {
  readonly address: string;
  readonly expiresAt: Instant;
}

type OfOne = { readonly operatorId: string };

export interface OperatorFilter {
  /** A part of the account or name. */
  readonly text?: string;
  readonly status?: OperatorStatus;
}

export interface OperatorRoutes {
  'GET /operators': { readonly params: ListWish & OperatorFilter; readonly answer: Listed<OperatorView> };
  'GET /operators/export': { readonly params: ExportWish & OperatorFilter; readonly answer: File };
  'POST /operators': {
    readonly params: OperatorAccess & { readonly account: string };
    readonly answer: OneTimeLink;
  };
  'PUT /operators/:operatorId': {
    readonly params: OfOne & OperatorAccess;
    readonly answer: Record<never, never>;
  };
  'POST /operators/:operatorId/freeze': {
    readonly params: OfOne & { readonly reason: string };
    readonly answer: Record<never, never>;
  };
  'POST /operators/:operatorId/unfreeze': {
    readonly params: OfOne & { readonly reason: string };
    readonly answer: Record<never, never>;
  };
  /** Takes password, second factors and sessions away, and gives a link to begin anew. */
  'POST /operators/:operatorId/reset': {
    readonly params: OfOne & { readonly reason: string };
    readonly answer: OneTimeLink;
  };
}
