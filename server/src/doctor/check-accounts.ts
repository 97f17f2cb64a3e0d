import { X509Certificate } from 'node:crypto';
import { type ChannelAccount, InvalidChannelAccount } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import type { StoredAccount } from '../merchants/account-store.ts';
import { endFinding } from './certificate-end.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

/** Merchant accounts in use: whether their records can be used, and until when their certificates are. */
export function checkAccounts(
  core: Pick<Core, 'channels'>,
  accounts: readonly StoredAccount[],
  now: Date,
): Finding[] {
  const enabled = accounts.filter((account) => account.enabled);
  if (enabled.length === 0) {
    return [
      warning(
        'accounts',
        { zh: '没有启用的商户账户，无法收款。', en: 'No merchant account is enabled: nobody can pay.' },
        {
          zh: '在控制台「商户账户」中录入并启用。',
          en: 'Enter and enable one on the page 商户账户 of the console.',
        },
      ),
    ];
  }
  return enabled.flatMap((account) => [
    ...recordFindings(core, account),
    ...certificateFindings(account, now),
  ]);
}

function recordFindings({ channels }: Pick<Core, 'channels'>, account: ChannelAccount): Finding[] {
  const { channelAccountId: no, channel } = account;
  const id = `accounts.${no}`;
  try {
    const merchant = channels.get(channel)?.merchantOf(account);
    return [
      ok(
        id,
        `商户账户 ${no}（${channel} ${merchant}）的记录可用。`,
        `The merchant account ${no} (${channel} ${merchant}) can be used.`,
      ),
    ];
  } catch (error) {
    if (!(error instanceof InvalidChannelAccount)) throw error;
    return [
      fault(
        id,
        {
          zh: `商户账户 ${no} 无法使用：${error.message}。`,
          en: `The merchant account ${no} cannot be used: ${error.message}.`,
        },
        { zh: '在控制台「商户账户」中改正这一项。', en: 'Correct it on the page 商户账户 of the console.' },
      ),
    ];
  }
}

/** Whatever channel it is of: certificates are PEM texts among the settings, one or several in each. */
function certificateFindings({ channelAccountId: no, settings }: ChannelAccount, now: Date): Finding[] {
  return Object.entries(settings).flatMap(([field, value]) => {
    const ends = textsIn(value).flatMap(certificateEnds);
    // of several, as in a bundle of roots or during a change, the last one to end counts
    const last = ends.sort((one, other) => other.getTime() - one.getTime())[0];
    if (!last) return [];
    const what = {
      zh: `商户账户 ${no} 的证书 ${field} `,
      en: `The certificate ${field} of the merchant account ${no}`,
    };
    const cure = {
      zh: '在商户平台更换证书，再在控制台「商户账户」中更新。',
      en: "Renew it on the channel's platform, then enter it on the page 商户账户 of the console.",
    };
    return [endFinding(`certificates.${no}.${field}`, what, last, now, cure)];
  });
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function certificateEnds(text: string): Date[] {
  const pems = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return pems.flatMap((pem) => {
    try {
      return [new X509Certificate(pem).validToDate];
    } catch {
      return [];
    }
  });
}
