import type { Clock } from '../../lib/clock.ts';
import type { HttpClient } from '../../lib/http-client.ts';
import { emailSender, type SmtpSettings } from './email.ts';
import type { DeliveryMethod, Sender } from './sender.ts';
import { type SmsSettings, smsSender } from './sms.ts';

/** How this installation reaches people; what is undefined is not used. */
export interface SenderSettings {
  readonly smtp?: SmtpSettings | undefined;
  readonly sms?: SmsSettings | undefined;
}

export function createSenders(
  { smtp, sms }: SenderSettings,
  http: HttpClient,
  clock: Clock,
): ReadonlyMap<DeliveryMethod, Sender> {
  const senders = [...(smtp ? [emailSender(smtp)] : []), ...(sms ? [smsSender(http, clock, sms)] : [])];
  return new Map(senders.map((sender) => [sender.deliveryMethod, sender]));
}
