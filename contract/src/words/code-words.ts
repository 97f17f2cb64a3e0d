/** What each code of a thing is called, in both languages: on the pages, and in the files taken away from them. */
export type CodeWords<Code extends string> = Readonly<Record<'zh' | 'en', Readonly<Record<Code, string>>>>;
