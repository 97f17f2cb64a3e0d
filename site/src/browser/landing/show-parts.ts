import type { LandingInstallation } from '@zhixiao/contract/landing/view';
import { byId, link, made } from './elements.ts';
import type { Words } from './words.ts';

/** What runs here now; what does not answer is not named. */
export function showParts(
  { publicUrl, consoleUrl, sandboxUrl, isSandboxUp, demoUrl }: LandingInstallation,
  { parts: words }: Words,
  language: string,
): void {
  const query = language === 'en' ? '?lang=en' : '';
  const docs = language === 'en' ? 'docs/en/' : 'docs/';
  const all: (readonly [name: keyof Words['parts'], address: string | undefined])[] = [
    ['gateway', undefined],
    ['cashier', undefined],
    ['console', `${consoleUrl}/console/`],
    ['docs', docs],
  ];
  if (isSandboxUp) {
    all.push(['phone', `${sandboxUrl}/phone${query}`], ['switchboard', `${sandboxUrl}/switchboard${query}`]);
  }
  if (demoUrl !== undefined) all.push(['demo', `${demoUrl}/${query}`]);
  const items = all.map(([name, address]) => {
    const [title, what] = words[name];
    const item = made('li');
    const shown = address === undefined ? made('b', title) : link(title, address);
    item.append(shown, made('span', name === 'gateway' ? `${what} · ${publicUrl}` : what));
    return item;
  });
  byId('parts').replaceChildren(...items);
}
