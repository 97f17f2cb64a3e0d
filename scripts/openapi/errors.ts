import { PARTNER_REFUSALS, said } from '../../server/src/apis/refusals.ts';
import type { PartnerRefusals, Refusals } from '../../server/src/refusal.ts';
import { ENVELOPE_MESSAGES } from '../../site/src/errors/envelope.ts';
import { FIELD_MESSAGES } from '../../site/src/errors/fields.ts';
import { REFUSAL_REMEDIES } from '../../site/src/errors/refusals.ts';
import type { Message } from '../../site/src/errors/remedy.ts';

/** An error in the catalogue: what is answered, without its remedy. */
export interface CatalogueEntry {
  readonly kind: 'refusal' | 'field' | 'envelope';
  readonly ret_code: number;
  readonly status: number;
  /** In Chinese, as answered; `{name}` for what varies. */
  readonly messages: readonly string[];
  readonly in_english: readonly string[];
  /** Absent: every interface. */
  readonly on?: readonly string[];
}

type Code = keyof PartnerRefusals;
const CODES = Object.keys(PARTNER_REFUSALS) as Code[];

/** Details by which a message has another text altogether; for all others what varies is named. */
const SHOWN: Partial<{ readonly [C in Code]: readonly Refusals[C][] }> = {
  order_closed: [{ reason: 'cancelled' }, { reason: 'expired' }, { reason: 'failed' }],
  channel_not_enabled: [{ channel: 'wechat' }, { channel: 'alipay' }],
  mini_program_off: [{ channel: 'alipay' }],
  refund_exceeds: [{ refundableAmount: 2_000 }],
  refund_day_exceeded: [{ maxAmount: 100_000 }, { maxCount: 20 }],
};
const NAMED = new Proxy({}, { get: (_, name) => `{${String(name)}}` });

/** Everything that a partner can be refused with. @throws Error where the site says nothing of a refusal */
export function errorCatalogue(): Record<string, CatalogueEntry> {
  const missing = CODES.filter((code) => !Object.hasOwn(REFUSAL_REMEDIES, code));
  const left = Object.keys(REFUSAL_REMEDIES).filter((code) => !Object.hasOwn(PARTNER_REFUSALS, code));
  if (missing.length + left.length > 0) {
    throw new Error(`site/src/errors: no entry for ${missing.join(', ')}; no refusal of ${left.join(', ')}`);
  }
  return {
    ...Object.fromEntries(CODES.map((code) => [code, refusalEntry(code)])),
    ...entriesOf('field', FIELD_MESSAGES),
    ...entriesOf('envelope', ENVELOPE_MESSAGES),
  };
}

/** The refusals that an interface can give by the state of things, its own and those of all. */
export function errorsOf(name: string): string[] {
  return CODES.filter((code) => REFUSAL_REMEDIES[code]?.on?.includes(name) ?? true);
}

function refusalEntry<C extends Code>(code: C): CatalogueEntry {
  const { zh, en, toPartners = zh, ret = -1 } = PARTNER_REFUSALS[code];
  const all = SHOWN[code] ?? [NAMED as Refusals[C]];
  return {
    kind: 'refusal',
    ret_code: ret,
    status: 200,
    messages: all.map((details) => said(toPartners, details)),
    in_english: all.map((details) => said(en, details)),
    ...onOf(REFUSAL_REMEDIES[code]),
  };
}

function entriesOf(
  kind: CatalogueEntry['kind'],
  messages: Readonly<Record<string, Message>>,
): Record<string, CatalogueEntry> {
  return Object.fromEntries(
    Object.entries(messages).map(([id, { message, inEnglish, ret = -2, status = 200, ...more }]) => [
      id,
      { kind, ret_code: ret, status, messages: [message], in_english: [inEnglish], ...onOf(more) },
    ]),
  );
}

function onOf(remedy: { readonly on?: readonly string[] } | undefined) {
  return remedy?.on === undefined ? {} : { on: remedy.on };
}
