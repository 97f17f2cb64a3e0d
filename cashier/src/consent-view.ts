/** What somebody is asked to agree to. */
export interface ConsentAsked {
  /** Where the text is. */
  readonly href: string;
  /** Which text it is; comes back with the form. */
  readonly version: string;
}

/** A text that is agreed to elsewhere, as the server has it. */
export interface ConsentInput {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly version: string;
  readonly language: 'zh' | 'en';
  /** The same page in the other language. */
  readonly otherLanguageHref: string;
  readonly sandbox: boolean;
  /** File name of the built style, under `/cashier/assets/`. */
  readonly style: string;
}
