/** What a person reads, in both languages. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** Why something was not done, in one sentence with what to do, for a person who reads either language. */
export class ErrorInWords extends Error {
  readonly words: Words;
  constructor(words: Words, options?: ErrorOptions) {
    super(`${words.zh} / ${words.en}`, options);
    this.words = words;
  }
}
