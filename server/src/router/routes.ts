import type { FastifyError, FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { answerCallbackErrors } from '../apis/callbacks/raw-bodies.ts';
import { answerCashierError } from '../apis/cashier/routes.ts';
import { plainAnswer } from '../apis/partner/answer.ts';
import { errorAnswer } from '../apis/partner/error-answer.ts';
import { BODY_LIMIT_BYTES } from '../http/limits.ts';
import { readBodiesOfAnyType } from '../http/request-bodies.ts';
import type { Clock } from '../lib/clock.ts';
import { forward, type Way } from './forward.ts';
import { ROUTED, type Routed } from './routed.ts';

type Words = Routed['words'];

interface Parts {
  readonly log: Logger;
  readonly clock: Clock;
}

/** How each kind of address answers errors that no shard has answered: as the server itself does. */
const ANSWER_ERRORS: Readonly<Record<Words, (scope: FastifyInstance, parts: Parts) => void>> = {
  partner: (scope) =>
    scope.setErrorHandler<FastifyError>((error, request, reply) => {
      const { status, code, message } = errorAnswer(error, request, reply);
      return reply.code(status).send(plainAnswer(code, message));
    }),
  callback: (scope, parts) => void answerCallbackErrors(scope, parts),
  cashier: (scope) => scope.setErrorHandler(answerCashierError),
  // the pages of all routes
  page: () => undefined,
};

/** Every address that is forwarded, whatever the method: which ones it has is the shard's to say. */
export function routedAddresses(server: FastifyInstance, way: Way, parts: Parts): void {
  for (const words of Object.keys(ANSWER_ERRORS) as Words[]) {
    server.register((scope, _options, done) => {
      readBodiesOfAnyType(scope, BODY_LIMIT_BYTES);
      ANSWER_ERRORS[words](scope, parts);
      for (const { url, key } of ROUTED.filter((routed) => routed.words === words)) {
        scope.all(url, async (request, reply) => forward(way, await key?.(request), request, reply));
      }
      done();
    });
  }
}
