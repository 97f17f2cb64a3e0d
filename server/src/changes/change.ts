import type { ChangeKind, ChangeStatus, FourEyes } from '@zhixiao/contract/codes/changes';
import type { ChangeLine, ChangeValue } from '@zhixiao/contract/console/changes';
import type { AppSecrets } from '../apps/app-store.ts';
import type { AuditedCore, Core } from '../core.ts';
import { DAY_MS } from '../lib/clock.ts';
import type { NewLink } from '../operators/links.ts';
import type { Operator } from '../operators/operator.ts';
import type { Permission } from '../operators/roles.ts';
import type { SchoolScope } from '../schools/scope.ts';

export type { ChangeKind, ChangeLine, ChangeStatus, ChangeValue, FourEyes };

/** So long a change waits for a second person. */
export const WAITING_LIMIT_MS = 7 * DAY_MS;

/** A change that has waited for so long is alerted: it may be about keys that are known to others. */
export const WAITING_ALERT_MS = DAY_MS;

/** A change that somebody asked for, without what it says. */
export interface ChangeRequest {
  readonly changeRequestId: string;
  readonly kind: ChangeKind;
  /** Undefined: of the installation. */
  readonly schoolId: string | undefined;
  /** An account, an app, a school: what the audit log names. */
  readonly subject: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly expiresAt: Date;
  readonly status: ChangeStatus;
  readonly decidedBy: string | undefined;
  readonly decidedAt: Date | undefined;
  readonly reason: string | undefined;
}

/** What a change is about. */
export interface Described {
  /** Whose it is; undefined: the installation's. */
  readonly schoolId: string | undefined;
  /** The schools that can ask for a second person, where these are not the one above. */
  readonly concerns?: SchoolScope;
  readonly subject: string;
  readonly lines: readonly ChangeLine[];
  /** What must still be so when it is applied. */
  readonly base: unknown;
  /** It takes away and gives nothing: one person may. */
  readonly isStricter: boolean;
}

/** What a change came to. Links and secrets are here and nowhere else. */
export interface Applied {
  readonly link?: NewLink & { readonly operatorId: string };
  readonly secrets?: { readonly appId: string } & AppSecrets;
}

/** One kind of change: what it says, and the use case that carries it out. */
export interface ChangeRule<Payload> {
  readonly kind: ChangeKind;
  /** What one needs to ask for it. */
  readonly permission: Permission;
  describe(core: Core, scope: SchoolScope, payload: Payload): Promise<Described>;
  /** Uses the transaction only and no network: it runs inside the commit of an approval, which has the audit entry. */
  apply(core: AuditedCore, by: Operator, scope: SchoolScope, payload: Payload): Promise<Applied>;
  /** What is kept of a reason to decide so; absent: all of it. */
  withoutPeople?(core: Core, payload: Payload, reason: string): Promise<string>;
}

/** The fields that are not as they were. */
export function changedLines(lines: readonly ChangeLine[]): ChangeLine[] {
  return lines.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
}
