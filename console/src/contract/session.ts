import type { Permission, Role } from './access.ts';
import type { Nothing } from './list.ts';

/** Who is signed in, and what the console shows because of it. */
export interface SessionView {
  readonly account: string;
  readonly name: string;
  readonly role: Role;
  readonly permissions: readonly Permission[];
  /** Whether the operator sees every school, those to come too. */
  readonly allSchools: boolean;
  readonly schools: readonly { readonly schoolId: string; readonly name: string }[];
  readonly environment: 'sandbox' | 'production';
  /** Until a second factor is set up only the operator's own account is open. */
  readonly mustSetUpSecondFactor: boolean;
}

export interface SessionRoutes {
  'GET /session': { readonly params: Nothing; readonly answer: SessionView };
}
