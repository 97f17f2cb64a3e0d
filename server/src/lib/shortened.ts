/** A text of at most `max` characters: one that is cut to that ends with `…`, and is nobody's whole words. */
export function shortened(text: string, max: number): string {
  // a character takes one or two units of a string
  const characters = text.length <= max ? [] : [...text.slice(0, 2 * (max + 1))];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
}
