import type { FastifyInstance } from 'fastify';
import { CALLBACK_PATH } from '../channels/callback-url.ts';
import { CallbackRejected, type Channel, UnknownKey } from '../channels/channel.ts';
import { keysWanted } from '../channels/renew-keys.ts';
import type { Core } from '../core.ts';
import { receiveCallback } from './receive-callback.ts';

const BODY_LIMIT_BYTES = 64 * 1024;

/** Where channels report payments and refunds. Verified, committed, and only then answered. */
export function callbackRoutes(server: FastifyInstance, core: Core): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
    (_request, body, done) => done(null, body),
  );
  server.post<{ Params: { channel: string; channelAccountId: string } }>(
    CALLBACK_PATH,
    async (request, reply) => {
      const { channel, channelAccountId } = request.params;
      const adapter = core.channels.get(channel as Channel);
      const account = await core.accounts.byId(channelAccountId);
      if (!adapter || account?.channel !== channel) return reply.code(404).send();

      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const callback = { headers: request.headers, body };
      let accepted = true;
      try {
        await receiveCallback(core, adapter, account, callback);
      } catch (error) {
        accepted = false;
        if (error instanceof UnknownKey) await keysWanted(core, account);
        const forged = error instanceof CallbackRejected;
        request.log[forged ? 'warn' : 'error']({ err: error, channelAccountId }, 'callback not taken');
      }
      const answer = adapter.callbackReply(accepted, callback);
      return reply.code(answer.status).type(answer.contentType).send(answer.body);
    },
  );
}
