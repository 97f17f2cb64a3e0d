import { Type } from 'typebox';
import { type Of, TEXT } from '../schema.ts';

/** Shown once. */
export const APP_SECRETS = Type.Object({ appId: TEXT, appSecret: TEXT, aesKey: TEXT });
export type AppSecretsView = Of<typeof APP_SECRETS>;
