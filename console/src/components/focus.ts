const FIELDS = 'input:not([type=hidden], :disabled), textarea:not(:disabled)';

/** Begins a form at its first field, unless its operator was quicker and is in one already. */
export function focusFirstField(form: HTMLElement | null | undefined): void {
  if (form?.contains(document.activeElement)) return;
  form?.querySelector<HTMLElement>(FIELDS)?.focus();
}

/** Gives the focus to a place when nothing has it, as what had it has gone: the keyboard would begin anew. */
export function focusIfLost(place: HTMLElement | null | undefined): void {
  if (document.activeElement === document.body) place?.focus();
}

/**
 * Where one goes on when what `dialog` asked about is done: at what came of it, where the page says so (`Notice`). Else
 * the kit returns to the button that opened the dialog; where that has gone, to the list.
 */
export function goOnAfter(dialog: HTMLElement | null): void {
  const notice = document.querySelector<HTMLElement>('main .came-of-it:not(:empty)');
  const { activeElement } = document;
  const isLost = activeElement === document.body || dialog?.closest('[role=dialog]')?.contains(activeElement);
  if (notice) notice.focus();
  else if (isLost)
    (document.getElementById('list') ?? document.querySelector<HTMLElement>('main h1'))?.focus();
}
