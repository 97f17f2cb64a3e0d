import { Menu } from 'antd';
import { type Language, useLanguage, useWords } from '../language/language.tsx';
import { MENU_GROUPS, type MenuGroup, PAGES, type PageEntry } from '../pages/registry.ts';
import { Link } from '../routing/link.tsx';
import { usePlace } from '../routing/location.ts';
import { useMay, useSession } from '../session/session.tsx';
import { PageIcon } from './page-icon.tsx';
import { useToDecide } from './to-decide.ts';
import { useMayOpen } from './use-may-open.ts';

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
        {path === CHANGES && <ToDecide />}
      </Link>
    ),
  };
}

const CHANGES = '/changes';
const WORDS = {
  zh: { waiting: (count: number) => `${count} 项待您审批` },
  en: { waiting: (count: number) => `${count} awaiting your decision` },
};

/** How many wait for this operator's word, for who may give it. */
function ToDecide() {
  const may = useMay();
  const { mustSetUpSecondFactor } = useSession();
  return may('changes.decide') && !mustSetUpSecondFactor ? <Count /> : null;
}

function Count() {
  const words = useWords(WORDS);
  const count = useToDecide();
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
