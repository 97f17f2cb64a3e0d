/** `张三丰` → `张**`: what a stranger with the link may see of a name. */
export function maskName(name: string): string {
  const [first = '', ...rest] = [...name];
  return rest.length === 0 ? '*' : first + '*'.repeat(Math.min(rest.length, 3));
}

/** `2013141516` → `20******16`; short numbers lose all but their last character. */
export function maskNumber(number: string): string {
  const characters = [...number];
  const kept = characters.length >= 6 ? 2 : 0;
  const tail = characters.slice(characters.length - Math.max(kept, 1)).join('');
  if (characters.length < 2) return '*';
  return characters.slice(0, kept).join('') + '*'.repeat(characters.length - kept - tail.length) + tail;
}

/** Numbers as long as a phone's or an identity card's, openids and e-mail addresses, hidden inside any text. */
export function maskPersonal(text: string): string {
  return maskWords(text).replace(/(?<!\d)(\d{3})\d{4,}(\d{3}[\dXx])(?![\dXx])/g, '$1****$2');
}

/** Phone and identity card numbers, openids and e-mail addresses, and no longer numbers: ours have 19 digits. */
export function maskPeople(text: string): string {
  return maskWords(text)
    .replace(/(?<!\d)(1\d{2})\d{4}(\d{4})(?![\dXx])/g, '$1****$2')
    .replace(/(?<!\d)(\d{3})\d{11}(\d{3}[\dXx])(?![\dXx])/g, '$1****$2');
}

/** WeChat's openids, `oUpF8u***`, and e-mail addresses. */
function maskWords(text: string): string {
  return maskAddresses(text.replace(/(?<![\w-])(o[\w-]{5})[\w-]{22}(?![\w-])/g, '$1***'));
}

/**
 * E-mail addresses, `zhang.san@a.cn` → `z***@a.cn`. Each run of letters is looked at once and cut at its `@`: one
 * expression for the whole address tries every letter as its beginning, which is quadratic.
 */
function maskAddresses(text: string): string {
  return text.replace(/[\w.+@-]+/g, (run) => {
    const parts = run.split('@');
    return parts
      .map((part, index) => (part !== '' && isDomain(parts[index + 1] ?? '') ? `${part.charAt(0)}***` : part))
      .join('@');
  });
}

function isDomain(text: string): boolean {
  return /^[\w-]+\.[\w.-]/.test(text);
}

/** Where a URL leads, without what it says besides: `https://a.cn/pay?token=1` → `https://a.cn/pay?***`. */
export function maskUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return origin + pathname + (search === '' ? '' : '?***');
}
