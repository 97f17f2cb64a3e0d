import { NO_RULES } from '../../apps/app-rules.ts';
import { changeApp, listApps } from '../../apps/change-app.ts';
import { type AppInput, createApp, refuseUnfitApp } from '../../apps/create-app.ts';
import { issueNextKeys } from '../../apps/rotate-app-keys.ts';
import { Refusal } from '../../refusal.ts';
import type { ChangeRule } from '../change.ts';
import { appLines, isAppAsStrict } from './app-lines.ts';

/** A new app has keys, by which its partner is believed. */
export const CREATE_APP: ChangeRule<AppInput & { readonly appId: string }> = {
  kind: 'app.create',
  permission: 'apps.manage',
  async describe(_core, _scope, input) {
    refuseUnfitApp(input);
    const { schoolId, appId, secrets, rules = NO_RULES, ...state } = input;
    const made = { appId, keys: secrets ? '<brought>' : '<made>' };
    return {
      schoolId,
      subject: appId,
      lines: [
        ...Object.entries(made).map(([field, after]) => ({ field, before: null, after })),
        ...appLines(undefined, { ...state, rules }),
      ],
      base: {},
      isStricter: false,
    };
  },
  async apply(core, _by, scope, input) {
    const secrets = await createApp(core, scope, input);
    // keys that the partner brought are not shown to the approver
    return input.secrets ? {} : { secrets };
  },
};

type AppChange = { readonly appId: string } & Pick<AppInput, 'name' | 'cipher' | 'spDataAsText' | 'rules'>;

/** The rules of an app: refund limits, source addresses and protocol version. */
export const CHANGE_APP: ChangeRule<AppChange> = {
  kind: 'app.change',
  permission: 'apps.manage',
  async describe(core, scope, { appId, ...changes }) {
    const app = (await listApps(core, scope)).find((each) => each.appId === appId);
    if (!app) throw new Refusal('app_not_found', {});
    const { schoolId, name, cipher, spDataAsText, rules } = app;
    const before = { name, cipher, spDataAsText, rules };
    const after = { ...changes, rules: changes.rules ?? rules };
    return {
      schoolId,
      subject: appId,
      lines: appLines(before, after),
      base: before,
      isStricter: isAppAsStrict(before, after),
    };
  },
  async apply(core, _by, scope, { appId, ...changes }) {
    await changeApp(core, scope, appId, changes);
    return {};
  },
};

export const ISSUE_APP_KEYS: ChangeRule<{ readonly appId: string }> = {
  kind: 'app.issue_keys',
  permission: 'apps.rotate',
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
