/**
 * Calls `onWake` when the payer may be back from the wallet or back online: the page is shown again,
 * gets the focus, or the network returns. Answers how to stop.
 */
export function watchWaking(onWake: () => void): () => void {
  const ifVisible = () => {
    if (document.visibilityState !== 'hidden') onWake();
  };
  const sources: [EventTarget, string][] = [
    [document, 'visibilitychange'],
    [window, 'pageshow'],
    [window, 'focus'],
    [window, 'online'],
  ];
  for (const [target, event] of sources) target.addEventListener(event, ifVisible);
  return () => {
    for (const [target, event] of sources) target.removeEventListener(event, ifVisible);
  };
}
