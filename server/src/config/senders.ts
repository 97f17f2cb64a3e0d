import type { SmtpSettings } from '../invoices/deliver/email.ts';
import { ALIYUN_SMS_URL, type SmsSettings } from '../invoices/deliver/sms.ts';
import { ConfigError, type Settings, value } from './settings.ts';

/** @throws ConfigError */
export function smtp(settings: Settings): SmtpSettings | undefined {
  const url = value(settings, 'SMTP_URL');
  if (url === undefined) return undefined;
  if (!/^smtps?:\/\/[^/]+/.test(url) || !URL.canParse(url)) {
    throw new ConfigError(
      'SMTP_URL must be an address that begins with smtp:// or smtps://, special characters of the password as %XX',
    );
  }
  const from = value(settings, 'SMTP_FROM');
  if (from === undefined)
    throw new ConfigError('SMTP_FROM is needed with SMTP_URL: the address e-mails come from');
  return { url, from };
}

/** @throws ConfigError */
export function sms(settings: Settings): SmsSettings | undefined {
  const accessKeyId = value(settings, 'SMS_ACCESS_KEY_ID');
  if (accessKeyId === undefined) return undefined;
  const accessKeySecret = value(settings, 'SMS_ACCESS_KEY_SECRET');
  const signName = value(settings, 'SMS_SIGN_NAME');
  const templateCode = value(settings, 'SMS_TEMPLATE_CODE');
  if (accessKeySecret === undefined || signName === undefined || templateCode === undefined) {
    throw new ConfigError(
      'SMS_ACCESS_KEY_SECRET, SMS_SIGN_NAME and SMS_TEMPLATE_CODE are needed with SMS_ACCESS_KEY_ID',
    );
  }
  const linkTemplateCode = value(settings, 'SMS_LINK_TEMPLATE_CODE');
  return { accessKeyId, accessKeySecret, signName, templateCode, linkTemplateCode, url: ALIYUN_SMS_URL };
}
