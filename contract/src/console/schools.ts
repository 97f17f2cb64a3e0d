import { Type } from 'typebox';
import { FOUR_EYES } from '../codes/changes.ts';
import { FLAG, NOTHING, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { ID, NAME } from './fields.ts';
import { EXPORT_QUERY, FILE, LIST_QUERY, listed, NAME_FILTER, type RouteSchemas } from './list.ts';
import { SUBMITTED_IF_WAITING } from './submitted.ts';

const SCHOOL_VIEW = Type.Object({
  schoolId: TEXT,
  name: TEXT,
  /** An operator refunds up to this much of a payment alone, in fen. */
  refundApprovalAbove: WHOLE,
  fourEyes: oneOf(FOUR_EYES),
  /** What that comes to now. */
  isOn: FLAG,
});
export type SchoolView = Of<typeof SCHOOL_VIEW>;

/** What a logo may have as a file. */
export const LOGO_MAX_BYTES = 256 * 1024;

const FEN_MAX = 100_000_000_00;
/** What is left out stays. */
const SCHOOL_CHANGE = Type.Object({
  schoolId: ID,
  name: NAME,
  refundApprovalAbove: Type.Integer({ minimum: 0, maximum: FEN_MAX }),
  fourEyes: Type.Optional(oneOf(FOUR_EYES)),
});

/** Where a school's campus cards open. */
const CARD_LINK = Type.Object({
  /** An `alipays://` link with `{user_no}` and `{open_id}`. */
  template: Type.Optional(TEXT),
  /** The Alipay applications that a card link may open. */
  appIds: Type.Array(TEXT),
});

/** How a school looks to its payers. */
const BRAND = Type.Object({
  /** The address of its logo, at this server. */
  logo: Type.Optional(TEXT),
  /** As `#0f57b8`. */
  colour: Type.Optional(TEXT),
  /** Where payers ask, such as an office with its telephone. */
  contact: Type.Optional(TEXT),
});
export type BrandView = Of<typeof BRAND>;

export const SCHOOL_ROUTES = {
  /** All of them, unless a page is asked for. */
  'GET /schools': { params: Type.Object({ ...LIST_QUERY, ...NAME_FILTER }), answer: listed(SCHOOL_VIEW) },
  'GET /schools/export': { params: Type.Object({ ...EXPORT_QUERY, ...NAME_FILTER }), answer: FILE },
  'POST /schools': {
    params: Type.Object({
      newSchoolId: Type.String({ pattern: '^[0-9A-Za-z_-]{1,32}$', maxLength: 32 }),
      name: NAME,
    }),
    answer: NOTHING,
  },
  'PUT /schools/:schoolId': { params: SCHOOL_CHANGE, answer: SUBMITTED_IF_WAITING },
  'GET /schools/:schoolId/card-link': { params: Type.Object({ schoolId: ID }), answer: CARD_LINK },
  'PUT /schools/:schoolId/card-link': {
    params: Type.Object({
      schoolId: ID,
      /** An empty one takes it away. */
      template: Type.String({ maxLength: 2000 }),
      appIds: Type.Array(Type.String({ maxLength: 32 }), { maxItems: 20 }),
    }),
    answer: SUBMITTED_IF_WAITING,
  },
  'GET /schools/:schoolId/brand': { params: Type.Object({ schoolId: ID }), answer: BRAND },
  /** An empty text takes a part away; a logo that is left out stays. */
  'PUT /schools/:schoolId/brand': {
    params: Type.Object({
      schoolId: ID,
      /** A PNG in base64. */
      logo: Type.Optional(Type.String({ pattern: '^[0-9A-Za-z+/]*={0,2}$', maxLength: LOGO_MAX_BYTES * 2 })),
      colour: Type.String({ pattern: '^(#[0-9A-Fa-f]{6})?$', maxLength: 7 }),
      contact: Type.String({ maxLength: 100 }),
    }),
    answer: BRAND,
  },
  /** Of an installation with one school, before anybody has signed in. */
  'GET /sign-in/brand': {
    params: NOTHING,
    answer: Type.Object({
      name: Type.Optional(TEXT),
      logo: Type.Optional(TEXT),
      /** Its colour, dark enough for white words on it. */
      ground: Type.Optional(TEXT),
    }),
  },
} satisfies Record<string, RouteSchemas>;
