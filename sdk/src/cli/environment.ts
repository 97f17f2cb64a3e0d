import { env } from 'node:process';

/** Everything that the command line takes from the environment. */
const {
  ZHIXIAO_BASE_URL,
  ZHIXIAO_APP_ID,
  ZHIXIAO_APP_SECRET,
  ZHIXIAO_AES_KEY,
  ZHIXIAO_CIPHER,
  ZHIXIAO_PROFILE,
  ZHIXIAO_TIMEOUT_MS,
  ZHIXIAO_SANDBOX_URL,
  ZHIXIAO_NOTIFY_URL,
  NO_COLOR,
  TERM,
  LC_ALL,
  LC_MESSAGES,
  LANG,
} = env;

export const ENVIRONMENT = {
  ZHIXIAO_BASE_URL,
  ZHIXIAO_APP_ID,
  ZHIXIAO_APP_SECRET,
  ZHIXIAO_AES_KEY,
  ZHIXIAO_CIPHER,
  ZHIXIAO_PROFILE,
  ZHIXIAO_TIMEOUT_MS,
  ZHIXIAO_SANDBOX_URL,
  ZHIXIAO_NOTIFY_URL,
};

/** `LANG` and what overrides it. */
export const LOCALE = LC_ALL || LC_MESSAGES || LANG || '';

/** Whether colours are wanted where a terminal can show them. */
export const WANTS_COLOURS = !NO_COLOR && TERM !== 'dumb';
