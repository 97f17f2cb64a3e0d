import type { AppKeys } from '@zhixiao/protocol/envelope';
import type { SchoolBrand } from '../schools/brand.ts';
import type { AppRules } from './app-rules.ts';

/** A partner system, with its keys opened. */
export interface App {
  readonly appId: string;
  readonly schoolId: string;
  readonly schoolName: string;
  readonly brand: SchoolBrand;
  readonly name: string;
  /** What everything we begin is signed with: notifications. */
  readonly keys: AppKeys;
  /** While the keys are being changed, the ones that will follow; requests may be signed with either. */
  readonly nextKeys: AppKeys | undefined;
  /** A request signed with the next keys has come. */
  readonly nextKeysUsed: boolean;
  /** The app wants `sp_data` as a JSON string (the document shows both forms). */
  readonly spDataAsText: boolean;
  readonly frozen: boolean;
  readonly rules: AppRules;
}

/** Every set of keys a request of this app may be signed with. */
export function validKeys(app: App): readonly AppKeys[] {
  return app.nextKeys ? [app.keys, app.nextKeys] : [app.keys];
}
