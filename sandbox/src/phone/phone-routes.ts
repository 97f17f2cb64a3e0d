import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { languageOf, readForm, sendPage } from './form.ts';
import { billPage, payUrl, scanPage } from './pages.ts';
import type { PhoneBill, PhoneWallet } from './wallet.ts';

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
/** A gateway's landing page shows the phone beside its steps. There is no session and no money to steal a click for. */
const FRAMED = { isFramed: true };
const CSS = readFileSync(new URL('./phone.css', import.meta.url));

/** The emulated phone for people, with its wallets: plain pages and forms, no script. */
export function phoneRoutes(server: FastifyInstance, wallets: readonly PhoneWallet[]): void {
  readForm(server);

  server.get('/phone/phone.css', async (_request, reply) => reply.type('text/css; charset=utf-8').send(CSS));

  server.get<{ Querystring: PageQuery }>('/phone', async ({ query }, reply) => {
    const waiting = wallets.flatMap((wallet) => wallet.waiting(LISTED_MAX));
    return sendPage(reply, scanPage(languageOf(query.lang), waiting), FRAMED);
  });

  server.get<{ Querystring: PageQuery }>('/phone/pay', async ({ query }, reply) => {
    const { code = '', refused } = query;
    const [, bill] = scanned(wallets, code) ?? [];
    const page = billPage(languageOf(query.lang), code, bill, refused !== undefined);
    return sendPage(reply.code(bill ? 200 : 404), page, FRAMED);
  });

  // What an Alipay code says is an address, so that a camera finds the phone too.
  server.get<{ Params: { id: string } }>('/qr/:id', async ({ params, host }, reply) =>
    reply.redirect(payUrl(`http://${host}/qr/${params.id}`, 'zh')),
  );

  server.post<{ Body: PayForm }>('/phone/pay', async ({ body }, reply) => {
    const { code = '', action } = body;
    const language = languageOf(body.lang);
    if (action === 'cancel') return reply.redirect(`/phone?lang=${language}`, 303);
    const [wallet] = scanned(wallets, code) ?? [];
    wallet?.pay(code, action === 'pay' ? 'success' : 'refuse');
    const refused = action === 'pay' ? '' : '&refused=1';
    return reply.redirect(`${payUrl(code, language)}${refused}`, 303);
  });
}

/** The wallet a code is for, and what it shows. */
function scanned(
  wallets: readonly PhoneWallet[],
  code: string,
): readonly [PhoneWallet, PhoneBill] | undefined {
  for (const wallet of wallets) {
    const bill = wallet.scan(code);
    if (bill) return [wallet, bill];
  }
  return undefined;
}
