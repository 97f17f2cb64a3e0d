import type { FiguresView } from '@zhixiao/contract/console/overview';

/** How many of the payments that were begun brought money, in percent; not a number while none was begun. */
export function rateOf({ started, succeeded }: Pick<FiguresView, 'started' | 'succeeded'>): number {
  return (100 * succeeded) / started;
}
