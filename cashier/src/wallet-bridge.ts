/** `unheard`: the sheet was opened, and what came of it was never said, or not plainly. */
export type SheetEnd = 'ok' | 'cancel' | 'fail' | 'no_answer';

const READY_TIMEOUT_MS = 8_000;
const SHEET_TIMEOUT_MS = 120_000;

/**
 * Has `open` show a wallet's own payment sheet through the object the wallet puts into its pages, some
 * time after they load. `ok` only says that the sheet closed contentedly: whether money moved is for
 * the server to find out.
 */
export function throughBridge<Bridge>(
  name: `${string}JSBridge`,
  open: (bridge: Bridge, end: (how: SheetEnd) => void) => void,
): Promise<SheetEnd> {
  return whenReady<Bridge>(name).then((bridge) => {
    if (!bridge) return 'fail';
    return new Promise((resolve) => {
      // some webviews never call back; the payer must not be stuck for it
      setTimeout(() => resolve('no_answer'), SHEET_TIMEOUT_MS);
      open(bridge, resolve);
    });
  });
}

function whenReady<Bridge>(name: string): Promise<Bridge | undefined> {
  const bridge = () => (window as unknown as Record<string, Bridge | undefined>)[name];
  return new Promise((resolve) => {
    const ready = bridge();
    if (ready) return resolve(ready);
    document.addEventListener(`${name}Ready`, () => resolve(bridge()));
    setTimeout(() => resolve(undefined), READY_TIMEOUT_MS);
  });
}
