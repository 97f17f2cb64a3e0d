const DECIDED = 'changes-decided';

/** Has what waits looked up again: something was decided on this page. */
export function notifyDecided(): void {
  window.dispatchEvent(new Event(DECIDED));
}

/** Has a listener called whenever something was decided; gives how to stop that. */
export function onDecided(listener: () => void): () => void {
  window.addEventListener(DECIDED, listener);
  return () => window.removeEventListener(DECIDED, listener);
}
