import * as apps from '../apps/refusals.ts';
import * as changes from '../changes/refusals.ts';
import * as channels from '../channels/refusals.ts';
import * as directory from '../directory/refusals.ts';
import * as invoices from '../invoices/refusals.ts';
import * as merchants from '../merchants/refusals.ts';
import * as messages from '../messages/refusals.ts';
import * as operators from '../operators/refusals.ts';
import * as orders from '../orders/refusals.ts';
import * as personalData from '../personal-data/refusals.ts';
import * as processing from '../processing/refusals.ts';
import * as reconciliation from '../reconciliation/refusals.ts';
import * as refunds from '../refunds/refusals.ts';
import type {
  PartnerRefusalRow,
  PartnerRefusals,
  Refusal,
  RefusalCode,
  RefusalRow,
  Refusals,
} from '../refusal.ts';
import * as schools from '../schools/refusals.ts';
import * as settlement from '../settlement/refusals.ts';
import * as consoleApi from './console/refusals.ts';
import * as partnerApi from './partner/refusals.ts';

/** What partners are answered too: does not compile while a room that declares some is missing. */
export const PARTNER_REFUSALS: { readonly [C in keyof PartnerRefusals]: PartnerRefusalRow<Refusals[C]> } = {
  ...partnerApi.PARTNER_REFUSALS,
  ...apps.PARTNER_REFUSALS,
  ...channels.PARTNER_REFUSALS,
  ...directory.PARTNER_REFUSALS,
  ...orders.PARTNER_REFUSALS,
  ...refunds.PARTNER_REFUSALS,
  ...invoices.PARTNER_REFUSALS,
  ...processing.PARTNER_REFUSALS,
};

/** Every refusal of every room. */
export const REFUSALS: { readonly [C in RefusalCode]: RefusalRow<Refusals[C]> } = {
  ...PARTNER_REFUSALS,
  ...consoleApi.OWN_REFUSALS,
  ...apps.OWN_REFUSALS,
  ...changes.OWN_REFUSALS,
  ...directory.OWN_REFUSALS,
  ...invoices.OWN_REFUSALS,
  ...merchants.OWN_REFUSALS,
  ...messages.OWN_REFUSALS,
  ...operators.OWN_REFUSALS,
  ...personalData.OWN_REFUSALS,
  ...processing.OWN_REFUSALS,
  ...reconciliation.OWN_REFUSALS,
  ...refunds.OWN_REFUSALS,
  ...schools.OWN_REFUSALS,
  ...settlement.OWN_REFUSALS,
};

/** What a refusal says to people: `message` in Chinese, `inEnglish` the same in English. */
export function refusalWords<C extends RefusalCode>({ code, details }: Refusal<C>): RefusalText {
  const { zh, en } = REFUSALS[code];
  return { message: said(zh, details), inEnglish: said(en, details) };
}

/** The HTTP status of a refusal: of its row, or 404 for what is not there, else 409 for the state of things. */
export function statusOf(code: RefusalCode): number {
  return REFUSALS[code].status ?? (code.endsWith('_not_found') ? 404 : 409);
}

interface RefusalText {
  readonly message: string;
  readonly inEnglish: string;
}

/** One of a row's texts, with the details it was thrown with. */
export function said<Details>(says: RefusalRow<Details>['zh'], details: Details): string {
  return typeof says === 'string' ? says : says(details);
}
