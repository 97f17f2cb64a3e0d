export function paragraph(text: string): HTMLElement {
  const element = document.createElement('p');
  element.textContent = text;
  return element;
}

export function preformatted(text: string): HTMLElement {
  const outer = document.createElement('pre');
  outer.tabIndex = 0;
  const code = document.createElement('code');
  code.textContent = text;
  outer.append(code);
  return outer;
}

export function list(texts: readonly string[]): HTMLElement {
  const element = document.createElement('ul');
  for (const text of texts) {
    const item = document.createElement('li');
    item.textContent = text;
    element.append(item);
  }
  return element;
}
