import type { Speaks } from '@zhixiao/contract/codes/apps';
import type { AppSecretsView } from '@zhixiao/contract/console/app-secrets';
import { VERSION_SPOKEN_NAMES } from '@zhixiao/contract/words/apps';
import { appInScope } from '../../apps/app-in-scope.ts';
import { type AppListed, changeApp, listApps } from '../../apps/change-app.ts';
import { newAppId } from '../../apps/create-app.ts';
import { callsOfApp } from '../../apps/requests/search-requests.ts';
import { retireOldKeys, withdrawNextKeys } from '../../apps/rotate-app-keys.ts';
import type { Applied } from '../../changes/change.ts';
import { CHANGE_APP, CREATE_APP, ISSUE_APP_KEYS } from '../../changes/kinds/app-changes.ts';
import { APP_COLUMNS, type AppRow } from '../../exports/setup-columns.ts';
import { DAY_MS, plusMs } from '../../lib/clock.ts';
import { rowsOf } from '../../lib/page.ts';
import { listUnreachable } from '../../notifications/list-unreachable.ts';
import { Refusal } from '../../refusal.ts';
import { callbackHealth } from '../../timeline/callback-health.ts';
import { changeOrSubmit, isSubmitted, submittedOnly } from './change.ts';
import { exportList } from './export-list.ts';
import { type OperatorContext, type Route, route } from './route.ts';
import { named, shortPage } from './short-list.ts';
import { healthView } from './workbench-views.ts';

const NOTED = ['name', 'cipher', 'spDataAsText', 'rules'] as const;
const OF_LATE_MS = 30 * DAY_MS;
const ROTATING = { permission: 'apps.rotate', scope: 'apps', proof: 'fresh' } as const;
const MANAGING = { permission: 'apps.manage', scope: 'schools', proof: 'fresh' } as const;

/** Partner systems and their keys. */
export const APP_ROUTES: readonly Route[] = [
  route('GET /apps', {
    permission: 'apps.read',
    scope: 'schools',
    proof: 'session',
    audit: 'none',
    answer: async (context, params) =>
      shortPage(await appViews(context, params), params, ({ appId }) => appId),
  }),
  // to filter lists by; who may see no app's settings knows its name from every order
  route('GET /app-names', {
    permission: 'apps.name',
    scope: 'apps',
    proof: 'session',
    audit: 'none',
    answer: async ({ core, apps }) => ({
      apps: (await listApps(core, apps)).map(({ appId, name }) => ({ appId, name })),
    }),
  }),
  route('GET /apps/:appId', {
    permission: 'apps.read',
    scope: 'schools',
    proof: 'session',
    audit: 'none',
    async answer({ core, scope }, { appId }) {
      const { schoolId } = await appInScope(core, scope, appId);
      const [apps, unreachable, [health], { days, errors }] = await Promise.all([
        listApps(core, { apps: [appId] }),
        listUnreachable(core, [schoolId]),
        callbackHealth(core, { apps: [appId] }),
        callsOfApp(core, appId),
      ]);
      const [app] = apps;
      if (!app || !health) throw new Refusal('app_not_found', {});
      return {
        app: appView(app, unreachable),
        health: healthView(health),
        callDays: days,
        callErrors: errors,
      };
    },
  }),
  route('GET /apps/export', {
    permission: 'apps.read',
    alsoNeeds: 'lists.export',
    scope: 'schools',
    proof: 'session',
    audit: { action: 'apps.export' },
    answer(context, { form, ...filter }) {
      return exportList(context, form, filter, {
        title: '应用',
        rows: rowsOf(() => appViews(context, filter)),
        columns: APP_COLUMNS,
        words: { speaks: VERSION_SPOKEN_NAMES.zh },
      });
    },
  }),
  route('POST /apps', {
    ...MANAGING,
    audit: { action: 'app.create', details: NOTED },
    async answer(context, { brought, ...input }) {
      const appId = brought?.appId ?? newAppId();
      const secrets = brought && { appSecret: brought.appSecret, aesKey: brought.aesKey };
      context.note({ subject: appId });
      const outcome = await changeOrSubmit(context, CREATE_APP, { ...input, appId, secrets });
      return isSubmitted(outcome) ? outcome : secretsOf(outcome, brought);
    },
  }),
  route('PUT /apps/:appId', {
    ...MANAGING,
    audit: { action: 'app.change', subject: 'appId', details: NOTED },
    async answer(context, input) {
      await noteApp(context, input.appId);
      return submittedOnly(await changeOrSubmit(context, CHANGE_APP, input));
    },
  }),
  route('POST /apps/:appId/freeze', {
    ...MANAGING,
    audit: { action: 'app.freeze', subject: 'appId', details: ['reason'] },
    async answer(context, { appId }) {
      await noteApp(context, appId);
      await changeApp(context.core, context.scope, appId, { frozen: true });
      return {};
    },
  }),
  route('POST /apps/:appId/unfreeze', {
    ...MANAGING,
    audit: { action: 'app.unfreeze', subject: 'appId', details: ['reason'] },
    async answer(context, { appId }) {
      await noteApp(context, appId);
      await changeApp(context.core, context.scope, appId, { frozen: false });
      return {};
    },
  }),
  route('POST /apps/:appId/keys', {
    ...ROTATING,
    audit: { action: 'app.issue_keys', subject: 'appId' },
    async answer(context, { appId }) {
      const ofSchool = await inItsSchool(context, appId);
      const outcome = await changeOrSubmit(ofSchool, ISSUE_APP_KEYS, { appId });
      return isSubmitted(outcome) ? outcome : secretsOf(outcome);
    },
  }),
  route('POST /apps/:appId/keys/retire-old', {
    ...ROTATING,
    audit: { action: 'app.retire_old_keys', subject: 'appId' },
    async answer(context, { appId }) {
      const { core, scope } = await inItsSchool(context, appId);
      await retireOldKeys(core, scope, appId);
      return {};
    },
  }),
  route('POST /apps/:appId/keys/withdraw-new', {
    ...ROTATING,
    audit: { action: 'app.withdraw_new_keys', subject: 'appId' },
    async answer(context, { appId }) {
      const { core, scope } = await inItsSchool(context, appId);
      await withdrawNextKeys(core, scope, appId);
      return {};
    },
  }),
];

/** What the partner is to be given. */
function secretsOf({ secrets }: Applied, brought?: AppSecretsView): AppSecretsView {
  const given = secrets ?? brought;
  if (!given) throw new Error('the change has made no keys');
  return secretsView(given);
}

export function secretsView({ appId, appSecret, aesKey }: AppSecretsView): AppSecretsView {
  return { appId, appSecret, aesKey };
}

/** The same for the school of an app that the operator has, and of no other app. @throws Refusal app_not_found */
async function inItsSchool(context: OperatorContext, appId: string): Promise<OperatorContext> {
  await noteApp(context, appId);
  const { schoolId } = await appInScope(context.core, context.apps, appId);
  return { ...context, scope: [schoolId] };
}

/** Tells whose app it is, and how it was before. @throws Refusal app_not_found */
async function noteApp({ core, apps, note }: OperatorContext, appId: string): Promise<void> {
  const app = (await listApps(core, apps)).find((each) => each.appId === appId);
  if (!app) throw new Refusal('app_not_found', {});
  const { schoolId, name, cipher, spDataAsText, rules, frozen, keyChange } = app;
  note({ schoolId, details: { before: { name, cipher, spDataAsText, rules, frozen, keyChange } } });
}

/** The apps asked for, with what is wrong with the addresses they give. */
async function appViews(
  { core, scope }: Pick<OperatorContext, 'core' | 'scope'>,
  { text, speaks }: { text?: string; speaks?: Speaks },
): Promise<AppRow[]> {
  const [apps, unreachable] = [await listApps(core, scope), await listUnreachable(core, scope)];
  const since = plusMs(core.clock.now(), -OF_LATE_MS);
  const found = named(apps, text, appNames).filter(
    ({ spoke }) => speaks === undefined || (spoke[speaks] ?? 0) > since,
  );
  return found.map((app) => appView(app, unreachable));
}

function appView(app: AppListed, unreachable: Awaited<ReturnType<typeof listUnreachable>>): AppRow {
  return {
    schoolId: app.schoolId,
    schoolName: app.schoolName,
    appId: app.appId,
    name: app.name,
    cipher: app.cipher,
    spDataAsText: app.spDataAsText,
    frozen: app.frozen,
    createdAt: app.createdAt,
    keysIssuedAt: app.keysIssuedAt,
    keyChange: app.keyChange,
    rules: app.rules,
    spoke: app.spoke,
    unreachable: unreachable.get(app.appId) ?? [],
  };
}

const appNames = ({ appId, name, schoolName }: AppListed) => [appId, name, schoolName];
