import { fileURLToPath } from 'node:url';
import { BIND_INPUT, type BindInput } from '@zhixiao/contract/cashier/bind-view';
import { CONSENT_INPUT, type ConsentInput } from '@zhixiao/contract/cashier/consent-view';
import { INVOICE_INPUT, type InvoiceInput } from '@zhixiao/contract/cashier/invoice-view';
import { PAGE_INPUT, type PageInput } from '@zhixiao/contract/cashier/view';
import { type Assets, loadAssets } from '../../http/assets.ts';
import { answerSelector } from '../../http/select-answer.ts';

/** The built cashier: its page renderer and its files, read once into memory. */
export interface CashierFrontEnd {
  readonly renderPage: (input: PageInput) => string;
  readonly renderBindPage: (input: BindInput) => string;
  readonly renderConsentPage: (input: ConsentInput) => string;
  readonly renderInvoicePage: (input: InvoiceInput) => string;
  readonly entry: PageInput['assets'];
  readonly assets: Assets;
}

const selectPage = answerSelector(PAGE_INPUT);
const selectBindPage = answerSelector(BIND_INPUT);
const selectConsentPage = answerSelector(CONSENT_INPUT);
const selectInvoicePage = answerSelector(INVOICE_INPUT);

/** @throws when the cashier has not been built (`npm run build -w cashier`) */
export async function loadCashierFrontEnd(): Promise<CashierFrontEnd> {
  const renderer = import.meta.resolve('@zhixiao/cashier/render');
  const pages: Pick<
    CashierFrontEnd,
    'renderPage' | 'renderBindPage' | 'renderConsentPage' | 'renderInvoicePage'
  > = await import(renderer);
  const assets = await loadAssets(fileURLToPath(new URL('./assets/', renderer)));
  const only = (ending: string) => {
    const name = [...assets.keys()].find((candidate) => candidate.endsWith(ending));
    if (name === undefined) throw new Error(`the built cashier has no ${ending} file`);
    return name;
  };
  // the page has its view as JSON in it: what the contract does not name is not handed on
  return {
    renderPage: (input) => pages.renderPage(selectPage(input)),
    renderBindPage: (input) => pages.renderBindPage(selectBindPage(input)),
    renderConsentPage: (input) => pages.renderConsentPage(selectConsentPage(input)),
    renderInvoicePage: (input) => pages.renderInvoicePage(selectInvoicePage(input)),
    entry: { script: only('.js'), style: only('.css') },
    assets,
  };
}
