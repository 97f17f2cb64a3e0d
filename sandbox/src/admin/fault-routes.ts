import type { FastifyInstance } from 'fastify';
import { CALLBACK_FAULTS, type FaultRule, type Faults, REQUEST_FAULTS } from '../faults.ts';
import { object } from './schema.ts';

const COUNT = { type: 'integer', minimum: 0, maximum: 1_000_000 };
const PATTERN = { type: 'string', format: 'regex', maxLength: 200 };

const COMMON = {
  match: object({ method: { type: 'string' }, path: PATTERN, out_trade_no: PATTERN }),
  skip: COUNT,
  part: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
  times: COUNT,
};

const REQUEST_RULE = object(
  {
    ...COMMON,
    fault: { enum: REQUEST_FAULTS },
    status: { type: 'integer', minimum: 200, maximum: 599 },
    body: {},
    after: { type: 'boolean' },
    per_second: { type: 'integer', minimum: 0, maximum: 100_000 },
    ms: { type: 'integer', minimum: 0, maximum: 600_000 },
  },
  ['fault'],
);

const CALLBACK_RULE = object(
  {
    ...COMMON,
    callback: { enum: ['payment', 'refund'] },
    fault: { enum: CALLBACK_FAULTS },
    ms: { type: 'integer', minimum: 0 },
  },
  ['callback', 'fault'],
);

/** The switchboard of faults. */
export function faultRoutes(server: FastifyInstance, faults: Faults): void {
  server.get('/faults', () => faults.list());
  server.post<{ Body: FaultRule }>(
    '/faults',
    { schema: { body: { oneOf: [REQUEST_RULE, CALLBACK_RULE] } } },
    async ({ body }, reply) => {
      faults.add(body);
      return reply.code(204).send();
    },
  );
  server.delete('/faults', async (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
}
