import type { ConsoleClient, ConsoleReply } from './console.ts';

/** Approves what waits; fails when it cannot be. */
export async function approved(
  decider: ConsoleClient,
  submitted: ConsoleReply,
  reason = '已核对',
): Promise<ConsoleReply> {
  const { changeRequestId } = submitted.body;
  if (!changeRequestId) throw new Error(`nothing waits: ${JSON.stringify(submitted.body)}`);
  const answer = await decider.call('POST /changes/:changeRequestId/approve', { changeRequestId, reason });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer;
}
