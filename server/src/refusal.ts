import type { RetCode } from '@zhixiao/protocol/ret-codes';

/** What a refusal says: the same always, or with its details. */
type Says<Details> = string | ((details: Details) => string);

/** One refusal: what it says in both languages, and the HTTP status of pages where it is not the usual one. */
export interface RefusalRow<Details> {
  readonly zh: Says<Details>;
  readonly en: Says<Details>;
  /** Absent: 404 for what is not there (`…_not_found`), else 409. */
  readonly status?: number;
}

/** A refusal that the partner interface answers as well. */
export interface PartnerRefusalRow<Details> extends RefusalRow<Details> {
  /** Absent: -1, refused by the state of things. */
  readonly ret?: RetCode;
  /** What a partner reads instead of `zh`: its own field, in its own unit. */
  readonly toPartners?: Says<Details>;
}

type RefusalRows<Details> = { readonly [Code in keyof Details]: RefusalRow<Details[Code]> };
type PartnerRefusalRows<Details> = { readonly [Code in keyof Details]: PartnerRefusalRow<Details[Code]> };

/**
 * Declares what a room refuses, in its `refusals.ts`: a row a code, whose functions say which details the refusal is
 * thrown with. The room adds them to `PartnerRefusals`, and `apis/refusals.ts` lists the room.
 */
export function partnerRefusals<Details>(rows: PartnerRefusalRows<Details>): PartnerRefusalRows<Details> {
  return rows;
}

/** As `partnerRefusals`, for what only pages, the console and commands refuse; added to `OwnRefusals`. */
export function ownRefusals<Details>(rows: RefusalRows<Details>): RefusalRows<Details> {
  return rows;
}

/** The details of each code of declared rows; none where both languages say the same always. */
export type DetailsOf<Rows> = {
  readonly [Code in keyof Rows]: Rows[Code] extends RefusalRow<infer Details>
    ? unknown extends Details
      ? Record<never, never>
      : Details
    : never;
};

/** What the partner interface can refuse, and pages and commands as well; each room adds its own. */
// biome-ignore lint/suspicious/noEmptyInterface: rooms add to it
export interface PartnerRefusals {}

/**
 * What only the cashier, the console and commands refuse: a partner is never answered so. Each room adds its own.
 * @public to the rooms that add to it
 */
// biome-ignore lint/suspicious/noEmptyInterface: rooms add to it
export interface OwnRefusals {}

/** Every reason for which a well-formed request is refused, with the details that its message needs. */
export interface Refusals extends PartnerRefusals, OwnRefusals {}

export type RefusalCode = keyof Refusals;

/** A request refused by the state of things. What it says is in the row of its code. */
export class Refusal<C extends RefusalCode = RefusalCode> extends Error {
  override readonly name = 'Refusal';
  readonly code: C;
  readonly details: Refusals[C];
  constructor(code: C, details: Refusals[C]) {
    super(code);
    this.code = code;
    this.details = details;
  }
}
