import { type AppRules, NO_RULES } from '../../apps/app-rules.ts';
import { listApps } from '../../apps/change-app.ts';
import { type AppWish, createApp, refuseUnfitApp } from '../../apps/create-app.ts';
import { issueNextKeys } from '../../apps/rotate-app-keys.ts';
import { Refusal } from '../../refusal.ts';
import { type ChangeRule, changedLines } from '../change.ts';

/** A new app has keys, by which its partner is believed. */
export const CREATE_APP: ChangeRule<AppWish & { readonly appId: string }> = {
  kind: 'app.create',
  permission: 'apps.manage',
  async describe(_core, _scope, wish) {
    refuseUnfitApp(wish);
    const { schoolId, appId, name, cipher, spDataAsText, secrets, rules = NO_RULES } = wish;
    const made = { appId, name, cipher, spDataAsText, keys: secrets ? '<brought>' : '<made>' };
    return {
      schoolId,
      subject: appId,
      lines: [
        ...Object.entries(made).map(([field, after]) => ({ field, before: null, after })),
        ...changedLines(
          Object.entries(NO_RULES).map(([field, before]) => ({
            field,
            before,
            after: rules[field as keyof AppRules],
          })),
        ),
      ],
      base: {},
      isStricter: false,
    };
  },
  async apply(core, _by, scope, wish) {
    const secrets = await createApp(core, scope, wish);
    // who brought keys has them; who approves is not told
    return wish.secrets ? {} : { secrets };
  },
};

export const ISSUE_APP_KEYS: ChangeRule<{ readonly appId: string }> = {
  kind: 'app.issue_keys',
  permission: 'apps.manage',
  async describe(core, scope, { appId }) {
    const app = (await listApps(core, scope)).find((each) => each.appId === appId);
    if (!app) throw new Refusal('app_not_found', {});
    const { schoolId, name, cipher, frozen, keyChange } = app;
    return {
      schoolId,
      subject: appId,
      lines: [
        { field: 'name', before: name, after: name },
        { field: 'keys', before: '<one set>', after: '<two sets>' },
      ],
      base: { name, cipher, frozen, keyChange },
      isStricter: false,
    };
  },
  async apply(core, _by, scope, { appId }) {
    return { secrets: { appId, ...(await issueNextKeys(core, scope, appId)) } };
  },
};
