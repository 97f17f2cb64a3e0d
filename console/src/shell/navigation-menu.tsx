import { Menu } from 'antd';
import { type Language, useLanguage, useWords } from '../language/language.tsx';
import { MENU_GROUPS, type MenuGroup, PAGES, type PageEntry } from '../pages/registry.ts';
import { Link } from '../routing/link.tsx';
import { usePlace } from '../routing/location.ts';
import { PageIcon } from './page-icon.tsx';
import { useMayOpen } from './use-may-open.ts';
import { useWaiting } from './waiting.tsx';

/** The pages that the operator may open, by group; `onChoose` is called for any choice, also of the present page. */
export function NavigationMenu({ onChoose }: { onChoose?: (path: string) => void }) {
  const { path } = usePlace();
  const { language } = useLanguage();
  const mayOpen = useMayOpen();
  const groups = (Object.keys(MENU_GROUPS) as MenuGroup[])
    .map((group) => ({ group, pages: PAGES.filter((page) => page.menu === group && mayOpen(page)) }))
    .filter(({ pages }) => pages.length > 0);
  const current = PAGES.findLast((page) => path === page.path || path.startsWith(`${page.path}/`));
  return (
    <Menu
      mode="inline"
      onClick={({ key }) => onChoose?.(key)}
      selectedKeys={current ? [current.path] : []}
      items={groups.map(({ group, pages }) => ({
        key: group,
        type: 'group' as const,
        label: MENU_GROUPS[group][language],
        children: pages.map((page) => itemOf(page, language)),
      }))}
    />
  );
}

function itemOf({ path, title }: PageEntry, language: Language) {
  return {
    key: path,
    icon: <PageIcon path={path} />,
    label: (
      <Link to={path}>
        {title[language]}
        <Count path={path} />
      </Link>
    ),
  };
}

const WORDS = {
  zh: { waiting: (count: number) => `${count} 项待处理` },
  en: { waiting: (count: number) => `${count} waiting` },
};

/** How much waits on a page, the same as the bell counts. */
function Count({ path }: { path: string }) {
  const words = useWords(WORDS);
  const count = useWaiting()
    .filter(({ page }) => page === path)
    .reduce((sum, one) => sum + one.count, 0);
  if (count === 0) return null;
  return (
    <>
      {' '}
      <span className="to-decide" title={words.waiting(count)}>
        {count}
      </span>
    </>
  );
}
