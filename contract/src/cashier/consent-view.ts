import { Type } from 'typebox';
import { type Of, TEXT } from '../schema.ts';
import { PLAIN_PAGE } from './plain-page.ts';

/** What somebody is asked to agree to. */
export const CONSENT_ASKED = Type.Object({
  /** Where the text is. */
  href: TEXT,
  /** Which text it is; comes back with the form. */
  version: TEXT,
});
export type ConsentAsked = Of<typeof CONSENT_ASKED>;

/** A text that is agreed to elsewhere, as the server has it. */
export const CONSENT_INPUT = Type.Object({
  title: TEXT,
  paragraphs: Type.Array(TEXT),
  version: TEXT,
  ...PLAIN_PAGE,
});
export type ConsentInput = Of<typeof CONSENT_INPUT>;
