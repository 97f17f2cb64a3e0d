import type { Clock } from '../../lib/clock.ts';
import type { HttpClient } from '../../lib/http-client.ts';
import type { Courier, Medium } from './courier.ts';
import { emailCourier, type SmtpSettings } from './email.ts';
import { type SmsSettings, smsCourier } from './sms.ts';

/** How this installation reaches people; what is undefined is not used. */
export interface CourierSettings {
  readonly smtp?: SmtpSettings | undefined;
  readonly sms?: SmsSettings | undefined;
}

export function createCouriers(
  { smtp, sms }: CourierSettings,
  http: HttpClient,
  clock: Clock,
): ReadonlyMap<Medium, Courier> {
  const couriers = [...(smtp ? [emailCourier(smtp)] : []), ...(sms ? [smsCourier(http, clock, sms)] : [])];
  return new Map(couriers.map((courier) => [courier.medium, courier]));
}
