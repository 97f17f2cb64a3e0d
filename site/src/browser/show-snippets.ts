import type { Call } from './code/call.ts';
import { SNIPPETS } from './code/snippets.ts';

const SHOWN_MS = 1_600;
let label = SNIPPETS[0]?.label;

/** Shows the call as a program in the language chosen last, with the languages as buttons above it. */
export function showSnippets(shown: HTMLElement, isEnglish: boolean, call: Call): void {
  const buttons = SNIPPETS.map((snippet) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = snippet.label;
    button.setAttribute('aria-pressed', String(snippet.label === label));
    button.addEventListener('click', () => {
      label = snippet.label;
      showSnippets(shown, isEnglish, call);
      [...shown.querySelectorAll('button')].find(({ textContent }) => textContent === label)?.focus();
    });
    return button;
  });
  const list = document.createElement('div');
  list.role = 'group';
  list.className = 'tab-list';
  list.append(...buttons);
  const text = SNIPPETS.find((snippet) => snippet.label === label)?.write(call) ?? '';
  shown.replaceChildren(list, codeOf(text, isEnglish));
}

function codeOf(text: string, isEnglish: boolean): HTMLElement {
  const block = document.createElement('div');
  block.className = 'code';
  const bar = document.createElement('div');
  bar.className = 'code-bar';
  const name = document.createElement('span');
  name.textContent = label ?? '';
  bar.append(name);
  if (navigator.clipboard) bar.append(copyButton(text, isEnglish));
  const pre = document.createElement('pre');
  pre.tabIndex = 0;
  const code = document.createElement('code');
  code.textContent = text;
  pre.append(code);
  block.append(bar, pre);
  return block;
}

function copyButton(text: string, isEnglish: boolean): HTMLElement {
  const copy = document.createElement('button');
  copy.type = 'button';
  copy.className = 'copy';
  copy.textContent = isEnglish ? 'Copy' : '复制';
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = isEnglish ? 'Copied' : '已复制';
    setTimeout(() => {
      copy.textContent = isEnglish ? 'Copy' : '复制';
    }, SHOWN_MS);
  });
  return copy;
}
