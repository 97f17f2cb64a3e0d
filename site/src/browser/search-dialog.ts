import type { Found } from './search.ts';

const { language = 'zh', root = './' } = document.body.dataset;
const WORDS =
  language === 'en'
    ? {
        label: 'Search the documentation',
        hint: 'A field, an error message, a word …',
        none: 'Nothing found',
        failed: 'The index could not be loaded',
        close: 'Close',
        found: (n: number) => `${n} found`,
      }
    : {
        label: '搜索文档',
        hint: '字段、错误说明、关键词……',
        none: '没有找到',
        failed: '索引未能加载',
        close: '关闭',
        found: (n: number) => `找到 ${n} 条`,
      };
const AROUND = 60;

/** Makes the button in the header, and the key `/`, open a search over all pages of this language. */
export function offerSearch(): void {
  const button = document.querySelector<HTMLButtonElement>('.search-button');
  if (!button) return;
  button.hidden = false;
  let dialog: HTMLDialogElement | undefined;
  const open = () => {
    dialog ??= createDialog();
    dialog.showModal();
    dialog.querySelector('input')?.select();
  };
  button.addEventListener('click', open);
  document.addEventListener('keydown', (event) => {
    const isTyping =
      event.target instanceof Element && event.target.closest('input, textarea, select, dialog');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open();
  });
}

function createDialog(): HTMLDialogElement {
  const dialog = document.createElement('dialog');
  dialog.className = 'search';
  dialog.setAttribute('aria-label', WORDS.label);
  const input = document.createElement('input');
  input.type = 'search';
  input.placeholder = WORDS.hint;
  input.setAttribute('aria-label', WORDS.label);
  const close = document.createElement('button');
  close.type = 'button';
  close.textContent = WORDS.close;
  close.addEventListener('click', () => dialog.close());
  const bar = document.createElement('div');
  bar.className = 'search-bar';
  bar.append(input, close);
  const status = document.createElement('p');
  status.role = 'status';
  const list = document.createElement('ul');
  dialog.append(bar, status, list);
  document.body.append(dialog);

  const searching = import('./search.ts').then(({ openSearch }) => openSearch(root, language));
  const show = async () => {
    const wanted = input.value.trim();
    try {
      const found = wanted === '' ? [] : (await searching)(wanted);
      if (input.value.trim() !== wanted) return;
      list.replaceChildren(...found.map((each) => entry(each, wanted, dialog)));
      status.textContent = wanted === '' ? '' : found.length === 0 ? WORDS.none : WORDS.found(found.length);
    } catch {
      status.textContent = WORDS.failed;
    }
  };
  input.addEventListener('input', () => void show());
  dialog.addEventListener('keydown', (event) => moveFocus(event, input, list));
  // a click beside the dialog's content hits the dialog itself
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  return dialog;
}

function entry(
  { address, title, heading, text }: Found,
  wanted: string,
  dialog: HTMLDialogElement,
): HTMLElement {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = root + address;
  link.addEventListener('click', () => dialog.close());
  const name = document.createElement('b');
  name.textContent = heading === '' ? title : heading;
  const place = document.createElement('small');
  place.textContent = heading === '' ? '' : title;
  const excerpt = document.createElement('span');
  excerpt.textContent = excerptOf(text, wanted);
  link.append(name, place, excerpt);
  item.append(link);
  return item;
}

function excerptOf(text: string, wanted: string): string {
  const at = text.toLowerCase().indexOf(wanted.toLowerCase());
  const start = Math.max(0, at - AROUND);
  return `${start > 0 ? '…' : ''}${text.slice(start, start + 3 * AROUND)}`;
}

/** The arrows go through what was found; Enter in the field opens the first. */
function moveFocus(event: KeyboardEvent, input: HTMLInputElement, list: HTMLElement): void {
  const links = [...list.querySelectorAll('a')];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  if (event.key === 'Enter' && document.activeElement === input) links[0]?.click();
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  const next = at + (event.key === 'ArrowDown' ? 1 : -1);
  (next < 0 ? input : links[Math.min(next, links.length - 1)])?.focus();
}
