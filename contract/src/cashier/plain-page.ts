import { Type } from 'typebox';
import { FLAG, TEXT } from '../schema.ts';

/** What a page that runs no script is rendered with besides its view. */
export const PLAIN_PAGE = {
  language: Type.Enum(['zh', 'en']),
  /** The same page in the other language. */
  otherLanguageHref: TEXT,
  sandbox: FLAG,
  /** File name of the built style, under `/cashier/assets/`. */
  style: TEXT,
};
