import type { Core } from '../core.ts';
import type { Outcome } from '../lib/outcome.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { accountOf, type ChannelAccountInput } from './account-input.ts';

/** What a live test of a merchant account came to; `message` is the channel's, or why there was no answer. */
export type AccountTest =
  | { readonly works: true }
  | { readonly works: false; readonly answered: boolean; readonly message: string };

/**
 * Tries a merchant account before it is saved: asks the channel about a payment that does not exist. An
 * answer that it knows of none proves our key by its being answered and the channel's by its signature. Where the
 * channel has keys to give out, they are asked for too: they come encrypted, as callbacks do. Nothing comes of it.
 * @throws Refusal of `accountOf`
 */
export async function testChannelAccount(
  core: Pick<Core, 'db' | 'vault' | 'channels' | 'newId'>,
  scope: SchoolScope,
  input: ChannelAccountInput,
): Promise<AccountTest> {
  const account = await accountOf(core, scope, input);
  const channel = core.channels.get(account.channel);
  if (!channel) return { works: false, answered: false, message: '' };
  const answer = await channel.queryPayment(account, core.newId());
  if (answer.kind !== 'done') return failed(answer);
  const keys = await channel.renewedKeys(account);
  return keys.kind === 'done' ? { works: true } : failed(keys);
}

function failed(answer: Exclude<Outcome<unknown>, { kind: 'done' }>): AccountTest {
  return answer.kind === 'not_done'
    ? { works: false, answered: true, message: answer.message }
    : { works: false, answered: false, message: answer.reason };
}
