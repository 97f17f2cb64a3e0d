import { Button } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { LineIcon } from '../components/line-icon.tsx';
import { useWords } from '../language/language.tsx';

// fetched when it is first opened
const SearchDialog = lazy(async () => ({
  default: (await import('../search/search-dialog.tsx')).SearchDialog,
}));
const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

/** Opens the search of any number, page and action; so do Ctrl-K and ⌘K. */
export function SearchButton() {
  const words = useWords(WORDS);
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setOpened] = useState(false);
  if (isOpen && !wasOpened) setOpened(true);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isShortcut = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (!isShortcut || event.key.toLowerCase() !== 'k') return;
      // not over another dialog, which asks for something
      if (document.querySelector('.ant-modal-wrap:not([style*="none"]) [role=dialog]')) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const shortcut = IS_APPLE ? '⌘K' : 'Ctrl K';
  return (
    <>
      <Button
        className="search-button"
        aria-keyshortcuts="Control+K Meta+K"
        aria-label={`${words.short} ${shortcut}`}
        title={words.search}
        icon={<LineIcon drawing="M9 15a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM13.5 13.5 17.5 17.5" />}
        onClick={() => setOpen(true)}
      >
        <span className="search-text">
          {words.short} <kbd>{shortcut}</kbd>
        </span>
      </Button>
      {wasOpened && (
        <Suspense fallback={null}>
          <SearchDialog isOpen={isOpen} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

const WORDS = {
  zh: { search: '搜索单号、页面和操作', short: '搜索' },
  en: { search: 'Search numbers, pages and actions', short: 'Search' },
};
