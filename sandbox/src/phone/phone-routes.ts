import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { findOrder, payableHandles } from '../wechat/order-store.ts';
import { payBill, scan } from '../wechat/wallet.ts';
import type { Wechat } from '../wechat/wechat.ts';
import { languageOf, readForm, sendPage } from './form.ts';
import { billPage, payUrl, scanPage } from './pages.ts';

interface PageQuery {
  readonly lang?: string;
  readonly code?: string;
  readonly refused?: string;
}

interface PayForm {
  readonly lang?: string;
  readonly code?: string;
  readonly action?: string;
}

const LISTED_MAX = 20;
const CSS = readFileSync(new URL('./phone.css', import.meta.url));

/** The emulated phone for people: plain pages and forms, no script. */
export function phoneRoutes(server: FastifyInstance, wechat: Wechat): void {
  readForm(server);

  server.get('/phone/phone.css', async (_request, reply) => reply.type('text/css; charset=utf-8').send(CSS));

  server.get<{ Querystring: PageQuery }>('/phone', async ({ query }, reply) => {
    const { store, clock } = wechat;
    const waiting = payableHandles(store, clock.now(), LISTED_MAX).flatMap((handle) => {
      const order = findOrder(store, handle.mchid, handle.outTradeNo);
      return order ? [{ handle, order }] : [];
    });
    return sendPage(reply, scanPage(languageOf(query.lang), waiting));
  });

  server.get<{ Querystring: PageQuery }>('/phone/pay', async ({ query }, reply) => {
    const code = query.code ?? '';
    const bill = scan(wechat, { handle: code });
    const page = billPage(languageOf(query.lang), code, bill, query.refused !== undefined);
    return sendPage(reply.code(bill ? 200 : 404), page);
  });

  server.post<{ Body: PayForm }>('/phone/pay', async ({ body }, reply) => {
    const { code = '', action } = body;
    const language = languageOf(body.lang);
    if (action === 'cancel') return reply.redirect(`/phone?lang=${language}`, 303);
    const bill = scan(wechat, { handle: code });
    if (bill) payBill(wechat, bill, action === 'pay' ? 'success' : 'refuse');
    const refused = action === 'pay' ? '' : '&refused=1';
    return reply.redirect(`${payUrl(code, language)}${refused}`, 303);
  });
}
