/**
 * What is searched for and found: words of letters, digits and underscores, with their parts, and each pair of neighbours
 * of Chinese, which has no spaces between words.
 */
export function tokensOf(text: string): string[] {
  const runs = text.toLowerCase().match(/\p{Script=Han}+|[a-z0-9_]+/gu) ?? [];
  return runs.flatMap((run) => {
    if (/^[a-z0-9_]/.test(run)) return [run, ...(run.includes('_') ? run.split('_').filter(Boolean) : [])];
    const characters = [...run];
    if (characters.length === 1) return characters;
    return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
  });
}
