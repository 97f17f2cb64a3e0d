import type { FastifyInstance } from 'fastify';
import { object } from '../admin/schema.ts';
import { findAccount, type Plan, saveAccount } from './account-store.ts';
import { decideForm, formsOf, listInvoices, setOutcome } from './invoice-store.ts';
import type { Nuonuo } from './nuonuo.ts';
import { tokensGiven } from './token-store.ts';

interface AccountBody {
  readonly app_secret?: string;
  readonly tax_no?: string;
  readonly clerk?: string;
  readonly token_budget?: number;
  readonly plan?: {
    outcome?: Plan['outcome'];
    reason?: string;
    delay_ms?: number;
    red_outcome?: Plan['redOutcome'];
  };
}

const TEXT = { type: 'string', maxLength: 100 };
const FIELDS = {
  app_secret: TEXT,
  tax_no: TEXT,
  clerk: TEXT,
  token_budget: { type: 'integer', minimum: 0 },
  plan: object({
    outcome: { enum: ['issued', 'failed', 'seal_failed', 'blocked'] },
    reason: TEXT,
    delay_ms: { type: 'integer', minimum: 0 },
    red_outcome: { enum: ['reversed', 'awaiting_buyer', 'rejected'] },
  }),
};

/** The emulated 诺诺's own view: accounts, what becomes of their next documents, and what it has issued. */
export function nuonuoAdminRoutes(server: FastifyInstance, { store, clock }: Nuonuo): void {
  server.put<{ Params: { appKey: string }; Body: AccountBody }>(
    '/nuonuo/accounts/:appKey',
    { schema: { body: object(FIELDS) } },
    async ({ params, body }) => {
      const known = findAccount(store, params.appKey);
      const { plan } = body;
      saveAccount(store, {
        appKey: params.appKey,
        appSecret: body.app_secret ?? known?.appSecret ?? '',
        taxNo: body.tax_no ?? known?.taxNo ?? '',
        clerk: body.clerk ?? known?.clerk ?? '',
        tokenBudget: body.token_budget ?? known?.tokenBudget ?? 50,
        plan: plan
          ? {
              ...(plan.outcome ? { outcome: plan.outcome } : {}),
              ...(plan.reason === undefined ? {} : { reason: plan.reason }),
              ...(plan.delay_ms === undefined ? {} : { delayMs: plan.delay_ms }),
              ...(plan.red_outcome ? { redOutcome: plan.red_outcome } : {}),
            }
          : (known?.plan ?? {}),
      });
      return { tokens_given: tokensGiven(store, params.appKey) };
    },
  );

  server.get('/nuonuo/invoices', () =>
    listInvoices(store).map((invoice) => ({
      order_no: invoice.orderNo,
      total: invoice.total,
      outcome: invoice.outcome,
      number: invoice.number,
      red_number: invoice.redNumber,
      forms: formsOf(store, invoice).map(({ billId, outcome }) => ({ bill_id: billId, outcome })),
    })),
  );

  server.post<{ Params: { appKey: string; orderNo: string }; Body: { outcome: 'issued' | 'failed' } }>(
    '/nuonuo/accounts/:appKey/invoices/:orderNo/outcome',
    { schema: { body: object({ outcome: { enum: ['issued', 'failed'] } }, ['outcome']) } },
    async ({ params, body }) => {
      setOutcome(store, params, body.outcome);
      return {};
    },
  );

  server.post<{ Params: { appKey: string; billId: string }; Body: { outcome: 'reversed' | 'rejected' } }>(
    '/nuonuo/accounts/:appKey/red-forms/:billId/decision',
    { schema: { body: object({ outcome: { enum: ['reversed', 'rejected'] } }, ['outcome']) } },
    async ({ params, body }) => {
      decideForm(store, params, body.outcome, clock.now());
      clock.wake();
      return {};
    },
  );
}
