import { Result, Skeleton } from 'antd';
import { type ComponentType, lazy, type Ref, Suspense, useEffect, useState } from 'react';
import { PageActionsPlace } from '../components/page-actions.tsx';
import { useWords, type Words } from '../language/language.tsx';
import { PAGES, type PageEntry } from '../pages/registry.ts';
import { goTo, matchPath, usePlace } from '../routing/location.ts';
import { useArrival } from '../routing/use-arrival.ts';
import { useMayOpen } from './use-may-open.ts';

const WORDS = { zh: { product: '知校聚合支付' }, en: { product: 'Zhixiao Pay' } };
const NONE = { zh: '没有这个页面', en: 'Page not found' };
const DENIED = { zh: '您没有查看这个页面的权限', en: 'You do not have permission to view this page' };

const components = new Map<PageEntry, ComponentType<Readonly<Record<string, string>>>>();

/** The page that the address names, when the operator may see it. */
export function PageOutlet() {
  const { path } = usePlace();
  const mayOpen = useMayOpen();
  const heading = useArrival(path);
  const [actions, setActions] = useState<HTMLElement | null>(null);
  const begin = PAGES.find((page) => page.menu !== undefined && mayOpen(page))?.path;
  useEffect(() => {
    if (path === '/' && begin !== undefined) goTo(begin, { replace: true });
  }, [path, begin]);

  for (const page of PAGES) {
    const names = matchPath(page.path, path);
    if (names === undefined) continue;
    return (
      <>
        <header className="page-head">
          <div>
            <Heading title={mayOpen(page) ? page.title : DENIED} place={heading} />
            {mayOpen(page) && <About of={page} />}
          </div>
          <div className="page-actions" ref={setActions} />
        </header>
        {mayOpen(page) ? (
          <PageActionsPlace value={actions}>
            <OnePage page={page} names={names} />
          </PageActionsPlace>
        ) : (
          <Result status="403" />
        )}
      </>
    );
  }
  return path === '/' ? null : (
    <>
      <Heading title={NONE} place={heading} />
      <Result status="404" />
    </>
  );
}

/** What the page is called, in the tab too. */
function Heading({ title, place }: { title: Words<string>; place: Ref<HTMLHeadingElement> }) {
  const text = useWords(title);
  const { product } = useWords(WORDS);
  useEffect(() => {
    document.title = `${text} · ${product}`;
  }, [text, product]);
  return (
    <h1 ref={place} tabIndex={-1}>
      {text}
    </h1>
  );
}

function About({ of }: { of: PageEntry }) {
  return <p className="about">{useWords(of.about)}</p>;
}

function OnePage({ page, names }: { page: PageEntry; names: Readonly<Record<string, string>> }) {
  let Page = components.get(page);
  if (!Page) {
    Page = lazy(async () => ({ default: (await page.load()).Page }));
    components.set(page, Page);
  }
  return (
    <Suspense fallback={<Skeleton active />}>
      <Page key={Object.values(names).join('/')} {...names} />
    </Suspense>
  );
}
