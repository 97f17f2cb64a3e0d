import type { FastifyInstance } from 'fastify';
import { CALLBACK_PATH } from '../../channels/callback-url.ts';
import {
  CallbackRejected,
  type ChannelAccount,
  type ChannelAdapter,
  ForeignCallback,
  UnknownKey,
} from '../../channels/channel.ts';
import type { Core } from '../../core.ts';
import { isDatabaseAway } from '../../db/database.ts';
import { keysWanted } from '../../merchants/renew-keys.ts';
import { receiveCallback } from '../../processing/receive-callback.ts';
import { acceptRawBodies } from './raw-bodies.ts';

/** Not signed by the channel. A channel repeats a callback until it is accepted, and only a genuine one is. */
const REFUSED_STATUS = 401;

/** Where channels report payments and refunds. Verified, committed, and only then answered. */
export function callbackRoutes(server: FastifyInstance, core: Core): void {
  const summary = acceptRawBodies(server, core);
  server.post<{ Params: { channel: string; channelAccountId: string } }>(
    CALLBACK_PATH,
    async (request, reply) => {
      const { channel, channelAccountId } = request.params;
      const account = await core.accounts.byId(channelAccountId);
      if (!account) return reply.notHere().code(404).send();
      const adapter = account.channel === channel ? core.channels.get(account.channel) : undefined;
      if (!adapter) return reply.code(404).send();

      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const callback = { headers: request.headers, body };
      const outcome = await take(adapter, account, callback).catch((error: unknown) => {
        if (isDatabaseAway(error)) throw error;
        request.log.error({ err: error, channelAccountId }, 'callback not taken');
        return 'failed' as const;
      });
      // an account that several shards have: the payment is of one of them
      if (outcome === 'foreign') reply.notHere();
      const answer = adapter.callbackReply(outcome === 'taken', callback);
      return reply
        .code(outcome === 'taken' || outcome === 'failed' ? answer.status : REFUSED_STATUS)
        .type(answer.contentType)
        .send(answer.body);
    },
  );

  async function take(
    adapter: ChannelAdapter,
    account: ChannelAccount,
    callback: Parameters<typeof receiveCallback>[3],
  ): Promise<'taken' | 'refused' | 'foreign'> {
    const subject = account.channelAccountId;
    try {
      const received = await receiveCallback(core, adapter, account, callback);
      if (received === 'hint') {
        const alert = 'unsigned_callback';
        const message = 'unsigned word about a refund; perhaps one made by hand at the channel';
        summary.note({ subject, reason: 'unsigned', message, alert });
      }
      return 'taken';
    } catch (error) {
      if (!(error instanceof CallbackRejected)) throw error;
      if (error instanceof UnknownKey) await keysWanted(core, account);
      const isForeign = error instanceof ForeignCallback;
      const message = isForeign ? 'callbacks about nothing of this account' : 'callbacks refused';
      const alert = isForeign ? { alert: 'foreign_callback' } : {};
      summary.note({ subject, reason: error.message, message, ...alert });
      return isForeign ? 'foreign' : 'refused';
    }
  }
}
