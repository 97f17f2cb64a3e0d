import type { Language } from './language.ts';

/** One page in one language. Everything on it is Markdown, which is also published as it is. */
export interface Page {
  readonly language: Language;
  /** Below the language's folder, without ending: `guides/refunds`. */
  readonly path: string;
  readonly title: string;
  /** One sentence, for search results and for programs. */
  readonly summary: string;
  /** Pages of fields are set more densely. */
  readonly kind?: 'reference';
  /** Without the title. Links to other pages begin with a slash: `/guides/refunds#unknown`. */
  readonly markdown: string;
  /** Stands in place of the Markdown in a browser. */
  readonly html?: string;
  /** A script of this page alone, by its name among the built ones. */
  readonly script?: string;
}
