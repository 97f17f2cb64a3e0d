import { LANGUAGES } from '../render/language.ts';
import { ORDER } from '../render/navigation.ts';
import type { Page } from '../render/page.ts';
import { debuggerPages } from './debugger.ts';
import { errorPages } from './errors.ts';
import { referencePages } from './reference.ts';
import { writtenPage } from './written.ts';

/** Every page of the site, in the order of its navigation. @throws Error where one is missing, or in no navigation */
export function allPages(): Page[] {
  const made = [...referencePages(), ...errorPages(), ...debuggerPages()];
  const lost = made.filter(({ path }) => !ORDER.includes(path));
  if (lost.length > 0)
    throw new Error(`not in render/navigation.ts: ${lost.map(({ path }) => path).join(', ')}`);
  return LANGUAGES.flatMap((language) =>
    ORDER.map(
      (path) =>
        made.find((page) => page.path === path && page.language === language) ?? writtenPage(language, path),
    ),
  );
}
