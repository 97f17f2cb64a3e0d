/** The entry whose message this is, where `{name}` stands for anything; undefined: none. */
export function matchingMessage(
  messages: Readonly<Record<string, { readonly message: string }>>,
  said: string,
): string | undefined {
  const exact = Object.keys(messages).find((id) => messages[id]?.message === said);
  return exact ?? Object.keys(messages).find((id) => patternOf(messages[id]?.message ?? '').test(said));
}

/** What a message can look like that has `{name}` or an example's numbers in it. */
export function patternOf(message: string): RegExp {
  const parts = message
    .split(/\{[^}]*\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\d+(?:\\\.\d+)?/g, '[\\d.]+'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
