import { Type } from 'typebox';
import { type Of, TEXT } from '../schema.ts';

/** The answer to a change that waits for a second person: nothing is changed yet. */
export const SUBMITTED = Type.Object({ changeRequestId: TEXT });
export type Submitted = Of<typeof SUBMITTED>;

/** The same, or nothing when the change is made. */
export const SUBMITTED_IF_WAITING = Type.Object({ changeRequestId: Type.Optional(TEXT) });
