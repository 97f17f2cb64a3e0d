import type { FastifyInstance } from 'fastify';
import { object } from '../admin/schema.ts';
import { randomDigits } from '../random-text.ts';
import type { Discrepancy } from './bill-discrepancies.ts';
import { allDiscrepancies, deleteDiscrepancies, insertDiscrepancy } from './bill-store.ts';
import { findMerchant } from './merchant-store.ts';
import type { Wechat } from './wechat.ts';

interface DiscrepancyBody {
  readonly mchid: string;
  readonly bill_date: string;
  readonly kind: Discrepancy['kind'];
}

const NUMBER = { type: 'string', minLength: 1, maxLength: 64 };
const FEN = { type: 'integer' };

/** The parameters of each kind, besides the merchant and the day of the bill. */
const NEEDS: Readonly<Record<Discrepancy['kind'], Readonly<Record<string, object>>>> = {
  missing_row: { number: NUMBER },
  duplicate_row: { number: NUMBER },
  extra_row: { number: NUMBER, total: { type: 'integer', minimum: 1 } },
  changed_amount: { number: NUMBER, by: FEN },
  changed_state: { number: NUMBER, state: { type: 'string', pattern: '^[A-Z]+$' } },
  coupon: { number: NUMBER, amount: { type: 'integer', minimum: 0 } },
  odd_value: { number: NUMBER, column: { type: 'string', maxLength: 32 }, text: { type: 'string' } },
  historical_form: {},
  cut_short: { characters: { type: 'integer', minimum: 1 } },
  wrong_hash: {},
  creating: { hours: { type: 'number', minimum: 0 } },
};

const BODY = {
  oneOf: Object.entries(NEEDS).map(([kind, needs]) => {
    const fields = {
      mchid: { type: 'string' },
      bill_date: { type: 'string', format: 'date' },
      kind: { const: kind },
      ...needs,
    };
    return object(fields, Object.keys(fields));
  }),
};

/** Makes bills disagree with the books. */
export function billAdminRoutes(server: FastifyInstance, { store }: Wechat): void {
  server.get('/wechat/bills/discrepancies', () =>
    allDiscrepancies(store).map(({ mchid, billDate, discrepancy }) => ({
      mchid,
      bill_date: billDate,
      ...discrepancy,
    })),
  );

  server.post<{ Body: DiscrepancyBody }>(
    '/wechat/bills/discrepancies',
    { schema: { body: BODY } },
    async ({ body }, reply) => {
      const { mchid, bill_date: billDate, ...told } = body;
      if (!findMerchant(store, mchid)) return reply.code(404).send({ message: `no merchant ${mchid}` });
      const numbered =
        told.kind === 'extra_row' ? { ...told, transaction_id: `4200000000${randomDigits(18)}` } : told;
      insertDiscrepancy(store, { mchid, billDate, discrepancy: numbered as Discrepancy });
      return reply.code(204).send();
    },
  );

  server.delete('/wechat/bills/discrepancies', async (_request, reply) => {
    deleteDiscrepancies(store);
    return reply.code(204).send();
  });
}
