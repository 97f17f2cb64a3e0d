import { type ChannelAccount, InvalidChannelAccount } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import type { Outcome } from '../lib/outcome.ts';
import { endFinding } from './certificate-end.ts';
import { clockFinding } from './check-clock.ts';
import { type Finding, fault, ok } from './finding.ts';
import { type Met, watchExchanges } from './watch-exchanges.ts';

/**
 * Queries each channel, with each merchant account in use, for a payment that does not exist. An answer proves the
 * network route, our key and the channel's key, and contains the channel's time. No money moves.
 */
export async function checkChannels(
  core: Pick<Core, 'channels' | 'newId'>,
  accounts: readonly ChannelAccount[],
  now: () => Date,
): Promise<Finding[]> {
  const askedAt = now();
  const { done, met } = await watchExchanges(() =>
    Promise.all(accounts.map((account) => ask(core, account))),
  );
  return [...done.flat(), ...met.flatMap((one) => hostFindings(one, askedAt, now()))];
}

async function ask(core: Pick<Core, 'channels' | 'newId'>, account: ChannelAccount): Promise<Finding[]> {
  const { channelAccountId: no, channel } = account;
  const id = `channels.${no}`;
  const answer = await query(core, account);
  if (!answer) return [];
  if (answer.kind === 'done') {
    return [
      ok(
        id,
        `渠道 ${channel} 可用，商户账户 ${no} 的密钥有效。`,
        `${channel} answers the merchant account ${no}, and its keys are good.`,
      ),
    ];
  }
  if (answer.kind === 'not_done') {
    return [
      fault(
        id,
        {
          zh: `渠道 ${channel} 拒绝商户账户 ${no}：${answer.message}`,
          en: `${channel} refuses the merchant account ${no}: ${answer.message}`,
        },
        {
          zh: '在商户平台核对商户号、密钥、证书和产品权限，再更新控制台中的账户。',
          en: "Check number, keys, certificates and products on the channel's platform, then correct the account in the console.",
        },
      ),
    ];
  }
  return [
    fault(
      id,
      {
        zh: `渠道 ${channel} 没有可用的答复（商户账户 ${no}）：${answer.reason}`,
        en: `${channel} gave the merchant account ${no} no answer that can be used: ${answer.reason}`,
      },
      {
        zh: '检查本机到外网的域名解析、防火墙和 https 出口。',
        en: "Check this machine's name servers, firewall and way out by https.",
      },
    ),
  ];
}

async function query(
  core: Pick<Core, 'channels' | 'newId'>,
  account: ChannelAccount,
): Promise<Outcome<unknown> | undefined> {
  try {
    return await core.channels.get(account.channel)?.queryPayment(account, core.newId());
  } catch (error) {
    // that its record cannot be used is a finding by itself
    if (error instanceof InvalidChannelAccount) return undefined;
    throw error;
  }
}

function hostFindings({ origin, peer, clock }: Met, askedAt: Date, now: Date): Finding[] {
  const { host } = new URL(origin);
  const cure = {
    zh: '若不是渠道自己的证书，说明出口有代理在解密，请让它放行；否则等待渠道更换。',
    en: "If it is not the channel's own, a proxy on the way opens the connection: let it pass this host; else the channel will renew it.",
  };
  return [
    ...(peer?.validUntil
      ? [
          endFinding(
            `channels.tls.${host}`,
            { zh: `${host} 的证书`, en: `The certificate of ${host}` },
            peer.validUntil,
            now,
            cure,
          ),
        ]
      : []),
    ...(clock
      ? [
          clockFinding({
            id: `clock.${host}`,
            whose: { zh: ` ${host} `, en: host },
            reported: clock.reported,
            askedAt,
            answeredAt: clock.at,
            // Date has whole seconds
            grainMs: 1_000,
          }),
        ]
      : []),
  ];
}
