/**
 * Ways of paying: `native` a QR code to scan, `jsapi` inside the wallet's own browser, `mini_program`,
 * `wap` a phone's browser sent to the wallet, `page` a desktop browser sent to the channel's cashier.
 */
export const SCENES = ['native', 'jsapi', 'mini_program', 'wap', 'page'] as const;
export type Scene = (typeof SCENES)[number];
