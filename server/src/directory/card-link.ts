import type { Person } from './person.ts';

/** Where a school's campus cards open, and the Alipay applications a card link may open at all. */
export interface CardSettings {
  /** An `alipays://` link with `{user_no}` and `{open_id}`; undefined where the school has none. */
  readonly template: string | undefined;
  readonly appIds: readonly string[];
}

const MAX_CHARACTERS = 2_048;
const FORWARDER = 'https://ds.alipay.com/';
const PLACEHOLDERS: Readonly<Record<string, (person: Pick<Person, 'userNo' | 'openId'>) => string>> = {
  '{user_no}': ({ userNo }) => userNo,
  '{open_id}': ({ openId }) => openId,
};

/** The template with the person put in. */
export function filledTemplate(template: string, person: Pick<Person, 'userNo' | 'openId'>): string {
  return template.replace(/\{[^{}]*\}/g, (name) => {
    const read = PLACEHOLDERS[name];
    return read ? encodeURIComponent(read(person)) : name;
  });
}

/**
 * The https address that opens `link` in Alipay, or undefined when it may not be given out: Alipay's forwarder
 * opens whatever it is told, so only the start of an application on the school's list gets through.
 */
export function allowedCardLink(link: string, appIds: readonly string[]): string | undefined {
  const inner = link.startsWith(FORWARDER) ? forwardedLink(link) : link;
  if (inner === undefined || inner.length > MAX_CHARACTERS || !/^[\x21-\x7e]+$/.test(inner)) return undefined;
  if (!/^alipays:\/\/platformapi\/startapp\?/.test(inner) || /[{}#\\]/.test(inner)) return undefined;
  const named = new URL(inner).searchParams.getAll('appId');
  const [appId = ''] = named;
  if (named.length !== 1 || !appIds.includes(appId)) return undefined;
  return `${FORWARDER}?scheme=${encodeURIComponent(inner)}`;
}

/** The link that the forwarder is to open; undefined when its address has any other parameter. */
function forwardedLink(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const { pathname, searchParams, hash } = new URL(link);
  const names = [...searchParams.keys()];
  const isPlain = pathname === '/' && hash === '' && names.length === 1 && names[0] === 'scheme';
  return isPlain ? (searchParams.get('scheme') ?? undefined) : undefined;
}
