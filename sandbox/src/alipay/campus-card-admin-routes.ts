import type { FastifyInstance } from 'fastify';
import { object } from '../admin/schema.ts';
import type { Alipay } from './alipay.ts';
import { saveCampusCard } from './campus-cards.ts';

interface CardBody {
  readonly account_id: string;
  readonly agreement_no: string;
  readonly name: string;
  readonly user_id?: string | null;
  /** Null: given out, and not opened yet. */
  readonly schema_url?: string | null;
}

const TEXT = { type: 'string', maxLength: 500 };
const NULLABLE = { type: ['string', 'null'], maxLength: 500 };

/** Puts campus cards into emulated wallets. */
export function campusCardAdminRoutes(server: FastifyInstance, { store }: Alipay): void {
  server.put<{ Params: { schoolId: string; studentId: string }; Body: CardBody }>(
    '/alipay/campus-cards/:schoolId/:studentId',
    {
      schema: {
        body: object(
          { account_id: TEXT, agreement_no: TEXT, name: TEXT, user_id: NULLABLE, schema_url: NULLABLE },
          ['account_id', 'agreement_no', 'name'],
        ),
      },
    },
    async ({ params, body }, reply) => {
      saveCampusCard(store, {
        ...params,
        accountId: body.account_id,
        agreementNo: body.agreement_no,
        name: body.name,
        userId: body.user_id ?? null,
        schemaUrl: body.schema_url ?? null,
      });
      return reply.code(204).send();
    },
  );
}
