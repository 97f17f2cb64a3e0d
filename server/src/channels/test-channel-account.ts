import type { Core } from '../core.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { type AccountWish, accountOf } from './account-wish.ts';

/** What a live test of a merchant account came to; `message` is the channel's, or why there was no answer. */
export type AccountTest =
  | { readonly works: true }
  | { readonly works: false; readonly answered: boolean; readonly message: string };

/**
 * Tries a merchant account before it is saved: asks the channel about a payment that does not exist. An
 * answer that it knows of none proves every credential, ours by its being answered and the channel's by its
 * signature; nothing comes of it.
 * @throws Refusal of `accountOf`
 */
export async function testChannelAccount(
  core: Pick<Core, 'db' | 'vault' | 'channels' | 'newId'>,
  scope: SchoolScope,
  wish: AccountWish,
): Promise<AccountTest> {
  const account = await accountOf(core, scope, wish);
  const answer = await core.channels.get(account.channel)?.queryPayment(account, core.newId());
  switch (answer?.kind) {
    case 'done':
      return { works: true };
    case 'not_done':
      return { works: false, answered: true, message: answer.message };
    default:
      return { works: false, answered: false, message: answer?.reason ?? '' };
  }
}
