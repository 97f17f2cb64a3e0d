import { FieldError } from '@zhixiao/protocol/fields';
import type { Audited, Core } from '../core.ts';
import { Refusal } from '../refusal.ts';
import { allowedCardLink, type CardSettings, filledTemplate } from './card-link.ts';
import { findCardSettings, saveCardSettings } from './card-store.ts';

const SAMPLE = { userNo: '20140548', openId: 'LkEb9zWC5xGAAAAWPwAVGQ' };

export interface CardChange {
  readonly template?: string | undefined;
  readonly appIds?: readonly string[] | undefined;
  /** Leaves a school alone that has a template. */
  readonly unlessSet?: boolean;
}

/** @throws Refusal school_not_found */
export async function cardLinkOf(core: Pick<Core, 'db'>, schoolId: string): Promise<CardSettings> {
  const settings = await findCardSettings(core.db, schoolId);
  if (!settings) throw new Refusal('school_not_found', {});
  return settings;
}

/**
 * Changes where a school's cards open; what is undefined stays, a template of '' is taken away.
 * @throws Refusal when there is no such school, FieldError when no link could ever be given out
 */
export async function setCardLink(
  core: Pick<Core, 'db'> & Audited,
  schoolId: string,
  change: CardChange,
): Promise<CardSettings> {
  const before = await findCardSettings(core.db, schoolId);
  if (!before) throw new Refusal('school_not_found', {});
  if (change.unlessSet && before.template !== undefined) return before;
  const appIds = change.appIds ?? before.appIds;
  const template = (change.template ?? before.template) || undefined;
  if (appIds.length === 0 || !appIds.every((appId) => /^[0-9]{8,16}$/.test(appId))) {
    throw new FieldError('app_ids', '应为一个或多个支付宝应用 ID（8 至 16 位数字）');
  }
  if (template !== undefined && !allowedCardLink(filledTemplate(template, SAMPLE), appIds)) {
    throw new FieldError(
      'template',
      '应为 alipays://platformapi/startapp?appId=… 形式，appId 在允许之列，占位符只能是 {user_no} 和 {open_id}',
    );
  }
  const settings = { template, appIds };
  await core.db.transaction(async (tx) => {
    await saveCardSettings(tx, schoolId, settings);
    await core.audit.record(tx);
  });
  return settings;
}
