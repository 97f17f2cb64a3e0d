import { Type } from 'typebox';
import { FLAG, type Of, TEXT } from '../schema.ts';

/** Why something was refused; the message is Chinese. */
export const REFUSAL_SHOWN = Type.Object({ message: TEXT, inEnglish: TEXT });
export type RefusalShown = Of<typeof REFUSAL_SHOWN>;

/** What a page that runs no script is rendered with besides its view. */
export const PLAIN_PAGE = {
  language: Type.Enum(['zh', 'en']),
  /** The same page in the other language. */
  otherLanguageHref: TEXT,
  sandbox: FLAG,
  /** File name of the built style, under `/cashier/assets/`. */
  style: TEXT,
};
