import { Type } from 'typebox';
import { FLAG, type Of, TEXT } from '../schema.ts';

/** Why something was refused; the message is Chinese. */
export const REFUSAL_SHOWN = Type.Object({ message: TEXT, inEnglish: TEXT });
export type RefusalShown = Of<typeof REFUSAL_SHOWN>;

/** What a page has of the school that it belongs to. */
const PAGE_BRAND = Type.Object({
  /** The address of the school's logo. */
  logo: Type.Optional(TEXT),
  /** Where payers ask the school. */
  contact: Type.Optional(TEXT),
});
export type PageBrand = Of<typeof PAGE_BRAND>;

/** What every page is rendered with in its school's name; the style is allowed by its hash. */
export const BRANDED = {
  brand: Type.Optional(PAGE_BRAND),
  brandStyle: Type.Optional(TEXT),
};

/** What a page that runs no script is rendered with besides its view. */
export const PLAIN_PAGE = {
  language: Type.Enum(['zh', 'en']),
  /** The same page in the other language. */
  otherLanguageHref: TEXT,
  sandbox: FLAG,
  /** File name of the built style, under `/cashier/assets/`. */
  style: TEXT,
  ...BRANDED,
};
