import { Type } from 'typebox';
import { PERMISSIONS, ROLES } from '../codes/access.ts';
import { FLAG, NOTHING, type Of, oneOf, TEXT } from '../schema.ts';
import type { RouteSchemas } from './list.ts';

/** Who is signed in, and what the console shows because of it. */
const SESSION_VIEW = Type.Object({
  account: TEXT,
  name: TEXT,
  role: oneOf(ROLES),
  permissions: Type.Array(oneOf(PERMISSIONS)),
  /** Whether the operator sees every school, those to come too. */
  allSchools: FLAG,
  schools: Type.Array(Type.Object({ schoolId: TEXT, name: TEXT })),
  environment: Type.Enum(['sandbox', 'production']),
  /** Until a second factor is set up only the operator's own account is open. */
  mustSetUpSecondFactor: FLAG,
});
export type SessionView = Of<typeof SESSION_VIEW>;

export const SESSION_ROUTES = {
  'GET /session': { params: NOTHING, answer: SESSION_VIEW },
} satisfies Record<string, RouteSchemas>;
