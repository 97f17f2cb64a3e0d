import { createClient } from '../client.ts';
import { BadRequestError, RefusedError, ZhixiaoError } from '../errors.ts';
import type { Check } from './check.ts';
import type { Settings } from './settings.ts';
import type { Words } from './terminal.ts';

/** No partner has an order of this number: asking for it changes nothing, and shows whether both sides understand each other. */
const NOBODYS_ORDER = 'zhixiao-doctor';

/** Asks about an order that is not there: the refusal, rightly signed, shows that all keys are right. */
export async function examineKeys(settings: Settings): Promise<Check> {
  const error = await ask(settings);
  if (isUnderstood(error)) {
    return {
      name: 'keys',
      state: 'ok',
      says: {
        zh: `appid ${settings.appId} 的密钥和加密方式正确`,
        en: `keys and cipher of ${settings.appId} are right`,
      },
    };
  }
  const others = settings.cipher === 'aes-128-cbc' ? 'aes-256-cbc' : 'aes-128-cbc';
  if (
    error instanceof BadRequestError &&
    error.code === 'param_undecryptable' &&
    isUnderstood(await ask({ ...settings, cipher: others }))
  ) {
    return {
      name: 'keys',
      state: 'fault',
      says: { zh: `加密方式不对，该应用是 ${others}`, en: `wrong cipher: this app has ${others}` },
      cure: {
        zh: `传 cipher: '${others}'（--cipher ${others}）`,
        en: `Pass cipher: '${others}' (--cipher ${others})`,
      },
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { name: 'keys', state: 'fault', says: { zh: message, en: message }, cure: cureOf(error) };
}

function isUnderstood(error: unknown): boolean {
  return error === undefined || (error instanceof RefusedError && error.code === 'order_not_found');
}

async function ask(settings: Settings): Promise<unknown> {
  try {
    await createClient({ ...settings, retries: 0 }).orderQuery({ out_trade_no: NOBODYS_ORDER });
    return undefined;
  } catch (error) {
    return error;
  }
}

function cureOf(error: unknown): Words {
  if (error instanceof ZhixiaoError) return { zh: error.cure, en: error.cureEn };
  return { zh: '核对学校发放的三个值', en: 'Check the three values that the school gave' };
}
