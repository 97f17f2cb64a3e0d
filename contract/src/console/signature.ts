import { Type } from 'typebox';
import { DEBUG_STEPS } from '../codes/signature.ts';
import { NOTHING, type Of, oneOf, TEXT } from '../schema.ts';
import { ID } from './fields.ts';
import type { RouteSchemas } from './list.ts';

/** How a request fared at one step. */
const DEBUG_STEP = Type.Object({
  step: oneOf(DEBUG_STEPS),
  outcome: Type.Enum(['passed', 'failed', 'skipped']),
  /** For support staff, in Chinese and in English; never a secret. */
  findings: Type.Array(
    Type.Object({
      message: TEXT,
      inEnglish: TEXT,
      detail: Type.Optional(TEXT),
      /** Where the detail has words. */
      detailInEnglish: Type.Optional(TEXT),
    }),
  ),
});
export type DebugStepView = Of<typeof DEBUG_STEP>;

/** The longest request that is looked at, in characters. */
const REQUEST_MAX = 64 * 1024;

export const SIGNATURE_ROUTES = {
  'GET /signature-debugger': { params: NOTHING, answer: Type.Object({ interfaces: Type.Array(TEXT) }) },
  'POST /signature-debugger': {
    params: Type.Object({
      body: Type.String({ maxLength: REQUEST_MAX }),
      interfaceName: Type.Optional(ID),
    }),
    answer: Type.Object({ steps: Type.Array(DEBUG_STEP) }),
  },
} satisfies Record<string, RouteSchemas>;
