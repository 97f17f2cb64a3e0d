import { debugRequest } from '../partner/debug-signature.ts';
import { PARTNER_INTERFACES } from '../partner/interfaces.ts';
import { type Route, route } from './route.ts';

const BODY_MAX = 64 * 1024;
/** The same in JSON, where a character may take four bytes. */
const LIMIT_BYTES = 4 * BODY_MAX + 1024;
const DEBUGGING = { permission: 'signatures.debug', scope: 'schools', proof: 'session' } as const;

/** Why a partner's request fails. */
export const SIGNATURE_ROUTES: readonly Route[] = [
  route('GET /signature-debugger', {
    ...DEBUGGING,
    audit: 'none',
    answer: async () => ({ interfaces: Object.keys(PARTNER_INTERFACES) }),
  }),
  route('POST /signature-debugger', {
    ...DEBUGGING,
    bodyLimitBytes: LIMIT_BYTES,
    audit: { action: 'signature.debug', details: ['interfaceName'], alone: true },
    async answer({ core, scope }, input) {
      const steps = await debugRequest(core, scope, input);
      return {
        steps: steps.map(({ step, outcome, findings }) => ({
          step,
          outcome,
          findings: findings.map(({ message, inEnglish, detail, detailInEnglish }) => ({
            message,
            inEnglish,
            detail,
            detailInEnglish,
          })),
        })),
      };
    },
  }),
];
