export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

/** `waiting` for another step, `ready` for a person, `working`, and how it ended. */
export type StepState = 'waiting' | 'ready' | 'working' | 'done' | 'failed';

/** Says how a step stands, to screen readers too, but only what is new. */
export function showState(step: string, state: StepState, text: string): void {
  const shown = byId(`${step}-state`);
  shown.dataset.state = state;
  if (shown.textContent !== text) shown.textContent = text;
}

export function made<K extends keyof HTMLElementTagNameMap>(
  name: K,
  text = '',
  className = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  element.textContent = text;
  if (className !== '') element.className = className;
  return element;
}

export function link(text: string, href: string): HTMLAnchorElement {
  const element = made('a', text);
  element.href = href;
  return element;
}

/** Fen as `¥x.xx`. */
export function yuan(fen: number): string {
  return `¥${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}

/** The school's time of day, as the books have it. */
export function timeOf(instant: string, language: string): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-CN', {
    timeStyle: 'medium',
    timeZone: 'Asia/Shanghai',
  }).format(new Date(instant));
}
