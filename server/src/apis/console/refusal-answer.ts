import type { ApiRefusal } from '@zhixiao/contract/console/error';
import { type Refusal, type RefusalCode, refusalMessage } from '../../refusal.ts';

/** A refusal as the console is told it: what it says in Chinese, and what another language needs to say it. */
export function apiRefusal(refusal: Refusal): ApiRefusal {
  return { code: refusal.code, message: refusalMessage(refusal), details: { ...refusal.details } };
}

/** The HTTP status of a refusal: what is not there 404, who may not 401, 403 or 429, else the state of things 409. */
export function statusOf(code: RefusalCode): number {
  return STATUSES[code] ?? (code.endsWith('_not_found') ? 404 : 409);
}

const STATUSES: Readonly<Partial<Record<RefusalCode, number>>> = {
  not_signed_in: 401,
  not_permitted: 403,
  other_site: 403,
  proof_needed: 403,
  second_factor_needed: 403,
  sign_in_locked: 429,
};
