import { offerSearch } from './search-dialog.ts';

const isEnglish = document.body.dataset.language === 'en';
const COPIED = isEnglish ? 'Copied' : '已复制';
const SHOWN_MS = 1_600;

offerCopies();
offerTabs();
fillMenu();
offerSearch();

/** Copies code where a browser allows it: on plain http it may not. */
function offerCopies(): void {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>('button.copy')) {
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener('click', async () => {
      const code = button.closest('.code')?.querySelector('code');
      await navigator.clipboard.writeText(code?.textContent ?? '');
      button.textContent = COPIED;
      setTimeout(() => {
        button.textContent = label;
      }, SHOWN_MS);
    });
  }
}

/** Neighbouring code in several languages becomes tabs; without a script it stands one below the other. */
function offerTabs(): void {
  for (const group of document.querySelectorAll('.tabs')) {
    const panels = [...group.querySelectorAll<HTMLElement>(':scope > .code')];
    if (panels.length < 2) continue;
    const list = document.createElement('div');
    list.role = 'group';
    list.className = 'tab-list';
    const show = (label: string | undefined) => {
      panels.forEach((panel, index) => {
        panel.hidden = panel.dataset.label !== label;
        list.children[index]?.setAttribute('aria-pressed', String(!panel.hidden));
      });
    };
    for (const panel of panels) {
      const tab = document.createElement('button');
      tab.type = 'button';
      tab.textContent = panel.dataset.label ?? '';
      tab.addEventListener('click', () => show(panel.dataset.label));
      list.append(tab);
    }
    group.prepend(list);
    show(panels[0]?.dataset.label);
  }
}

/** On a phone the list of pages folds away; there is one list only, which moves. */
function fillMenu(): void {
  const menu = document.querySelector<HTMLDetailsElement>('details.menu');
  const pages = document.querySelector('nav.pages');
  const frame = document.querySelector('.frame');
  if (!menu || !pages || !frame) return;
  const narrow = matchMedia('(max-width: 899px)');
  const place = () => {
    if (narrow.matches) menu.append(pages);
    else menu.after(pages);
  };
  narrow.addEventListener('change', place);
  place();
}
