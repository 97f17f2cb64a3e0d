import type { Edit, Mutant } from './mutant.ts';
import { OTHER_MUTANTS } from './other-mutants.ts';
import { PAYMENT_MUTANTS } from './payment-mutants.ts';
import { REFUND_MUTANTS } from './refund-mutants.ts';

/** Every seeded bug; each is seen by a run of the size of CI. */
export const MUTANTS: readonly Mutant[] = [...PAYMENT_MUTANTS, ...REFUND_MUTANTS, ...OTHER_MUTANTS];

/** The source with the edits that are about its file. */
export function mutated(source: string, edits: readonly Edit[]): string {
  return edits.reduce((text, { find, replace }) => text.replace(find, () => replace), source);
}
