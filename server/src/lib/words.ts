/** What a person reads, in both languages. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}
