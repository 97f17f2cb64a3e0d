import type { FastifyInstance } from 'fastify';
import { object } from '../admin/schema.ts';
import { randomDigits } from '../random-text.ts';
import type { Alipay } from './alipay.ts';
import type { Discrepancy } from './bill-discrepancies.ts';
import { allDiscrepancies, deleteDiscrepancies, insertDiscrepancy } from './bill-store.ts';

interface DiscrepancyBody {
  readonly seller_id: string;
  readonly bill_date: string;
  readonly kind: Discrepancy['kind'];
}

const NUMBER = { type: 'string', minLength: 1, maxLength: 64 };

/** The parameters of each kind, besides the merchant and the day of the bill. */
const NEEDS: Readonly<Record<Discrepancy['kind'], Readonly<Record<string, object>>>> = {
  missing_row: { number: NUMBER },
  duplicate_row: { number: NUMBER },
  extra_row: { number: NUMBER, total: { type: 'integer', minimum: 1 } },
  changed_amount: { number: NUMBER, by: { type: 'integer' } },
  odd_value: { number: NUMBER, column: { type: 'string', maxLength: 32 }, text: { type: 'string' } },
  older_names: {},
  cut_short: { characters: { type: 'integer', minimum: 1 } },
  summary_first: {},
  creating: { hours: { type: 'number', minimum: 0 } },
};

const BODY = {
  oneOf: Object.entries(NEEDS).map(([kind, needs]) => {
    const fields = {
      seller_id: { type: 'string' },
      bill_date: { type: 'string', format: 'date' },
      kind: { const: kind },
      ...needs,
    };
    return object(fields, Object.keys(fields));
  }),
};

/** Makes bills disagree with the books. */
export function alipayBillAdminRoutes(server: FastifyInstance, { store }: Alipay): void {
  server.get('/alipay/bills/discrepancies', () =>
    allDiscrepancies(store).map(({ sellerId, billDate, discrepancy }) => ({
      seller_id: sellerId,
      bill_date: billDate,
      ...discrepancy,
    })),
  );

  server.post<{ Body: DiscrepancyBody }>(
    '/alipay/bills/discrepancies',
    { schema: { body: BODY } },
    async ({ body }, reply) => {
      const { seller_id: sellerId, bill_date: billDate, ...told } = body;
      const numbered =
        told.kind === 'extra_row' ? { ...told, trade_no: `2026000022001400${randomDigits(12)}` } : told;
      insertDiscrepancy(store, { sellerId, billDate, discrepancy: numbered as Discrepancy });
      return reply.code(204).send();
    },
  );

  server.delete('/alipay/bills/discrepancies', async (_request, reply) => {
    deleteDiscrepancies(store);
    return reply.code(204).send();
  });
}
