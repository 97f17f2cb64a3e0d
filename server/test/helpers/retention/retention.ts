import { carryOutRetention } from '../../../src/retention/carry-out.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { waitFor } from '../wait-for.ts';

/** Has the job erase what is past its period until `isDone`; a server's own job may be at it already. */
export function eraseUntil(
  { app }: Pick<Gateway, 'app'>,
  what: string,
  isDone: () => Promise<boolean>,
): Promise<unknown> {
  return waitFor(
    async () => {
      await carryOutRetention(app.core);
      return isDone();
    },
    { what },
  );
}
