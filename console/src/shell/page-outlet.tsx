import { Result, Skeleton } from 'antd';
import { type ComponentType, lazy, Suspense, useEffect } from 'react';
import { useWords } from '../language/language.tsx';
import { PAGES, type PageEntry } from '../pages/registry.ts';
import { goTo, matchPath, usePlace } from '../routing/location.ts';
import { useMayOpen } from './use-may-open.ts';

const WORDS = {
  zh: { none: '没有这个页面', denied: '您没有查看这个页面的权限' },
  en: { none: 'There is no such page', denied: 'You may not see this page' },
};

const components = new Map<PageEntry, ComponentType<Readonly<Record<string, string>>>>();

/** The page that the address names, when the operator may see it. */
export function PageOutlet() {
  const { path } = usePlace();
  const words = useWords(WORDS);
  const mayOpen = useMayOpen();
  const begin = PAGES.find((page) => page.menu !== undefined && mayOpen(page))?.path;
  useEffect(() => {
    if (path === '/' && begin !== undefined) goTo(begin, { replace: true });
  }, [path, begin]);

  for (const page of PAGES) {
    const names = matchPath(page.path, path);
    if (names === undefined) continue;
    return mayOpen(page) ? (
      <OnePage page={page} names={names} />
    ) : (
      <Result status="403" title={words.denied} />
    );
  }
  return path === '/' ? null : <Result status="404" title={words.none} />;
}

function OnePage({ page, names }: { page: PageEntry; names: Readonly<Record<string, string>> }) {
  const title = useWords(page.title);
  useEffect(() => {
    document.title = `${title} · 知校聚合支付`;
  }, [title]);
  let Page = components.get(page);
  if (!Page) {
    Page = lazy(async () => ({ default: (await page.load()).Page }));
    components.set(page, Page);
  }
  return (
    <>
      <h1>{title}</h1>
      <Suspense fallback={<Skeleton active />}>
        <Page key={Object.values(names).join('/')} {...names} />
      </Suspense>
    </>
  );
}
