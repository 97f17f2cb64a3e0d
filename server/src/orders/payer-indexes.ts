import type { Vault } from '../lib/vault.ts';

/** The blind index that finds the orders of a person; null without one. */
export function userNoBlindIndex(vault: Vault, userNo: string | undefined): string | null {
  return userNo === undefined ? null : vault.shortIndex('orders.user_no', plain(userNo));
}

export function userNameBlindIndex(vault: Vault, userName: string | undefined): string | null {
  return userName === undefined ? null : vault.shortIndex('orders.user_name', plain(userName));
}

/** Full-width digits, stray spaces and letter case do not distinguish people. */
function plain(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
}
