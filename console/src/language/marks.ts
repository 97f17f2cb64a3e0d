/** How the languages join, add to and lead on to texts that are data. */
export const MARKS = {
  zh: {
    list: (texts: readonly string[]) => texts.join('、'),
    aside: (text: string, more: string) => `${text}（${more}）`,
    before: (text: string) => `${text}：`,
  },
  en: {
    list: (texts: readonly string[]) => texts.join(', '),
    aside: (text: string, more: string) => `${text} (${more})`,
    before: (text: string) => `${text}: `,
  },
};
