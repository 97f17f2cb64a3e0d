import type { AppSecretsView } from '@zhixiao/contract/console/app-secrets';
import type { AppView } from '@zhixiao/contract/console/apps';
import { Alert } from 'antd';
import { type ReactNode, useState } from 'react';
import { call } from '../../api/call.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { SecretNotice } from '../../components/secret-notice.tsx';
import { useSubmittedNotice } from '../../components/use-submitted-notice.ts';
import { useWords } from '../../language/language.tsx';
import { AppForm } from './app-form.tsx';
import { WORDS } from './app-words.ts';

type Action = 'issue' | 'retire' | 'withdraw' | 'freeze' | 'unfreeze';
export type AppAction = Action | 'change';

/** What can be done about an app now. */
export function actionsOf({ keyChange, frozen }: AppView): readonly AppAction[] {
  const keys = keyChange ? (['retire', 'withdraw'] as const) : (['issue'] as const);
  return ['change', ...keys, frozen ? 'unfreeze' : 'freeze'];
}

/** Where something is done about apps: what came of it, keys that are shown once, and the dialogs. */
export function useAppDesk(onChanged: () => void): {
  readonly begin: (app: AppView, action: AppAction) => void;
  readonly create: () => void;
  readonly notices: ReactNode;
  readonly dialogs: ReactNode;
} {
  const words = useWords(WORDS);
  const [edited, setEdited] = useState<AppView | 'new'>();
  const [asked, setAsked] = useState<{ app: AppView; action: Action }>();
  const [secrets, setSecrets] = useState<AppSecretsView>();
  const [notice, setNotice] = useState<NoticeText>();
  const submitted = useSubmittedNotice();
  const changed = (answer: AppSecretsView | object) => {
    setNotice(submitted(answer));
    setSecrets('appSecret' in answer ? (answer as AppSecretsView) : undefined);
    onChanged();
  };
  return {
    begin: (app, action) => (action === 'change' ? setEdited(app) : setAsked({ app, action })),
    create: () => setEdited('new'),
    notices: (
      <>
        <Notice notice={notice} />
        {secrets && <SecretNotice secrets={secrets} />}
      </>
    ),
    dialogs: (
      <>
        <AppForm app={edited} onDone={changed} onClose={() => setEdited(undefined)} />
        <ConfirmWithReason
          title={asked ? words.confirm[asked.action](asked.app.name) : ''}
          isOpen={asked !== undefined}
          isDangerous={asked?.action !== 'unfreeze'}
          asksReason={asked?.action === 'freeze' || asked?.action === 'unfreeze'}
          onConfirm={async (reason) => asked && changed(await act(asked.app.appId, asked.action, reason))}
          onClose={() => setAsked(undefined)}
        >
          <p>{asked && words.consequence[asked.action]}</p>
          {asked?.action === 'retire' && asked.app.keyChange?.usedAt === undefined && (
            <Alert type="warning" role="status" showIcon title={words.unused} />
          )}
        </ConfirmWithReason>
      </>
    ),
  };
}

function act(appId: string, action: Action, reason: string): Promise<object> {
  switch (action) {
    case 'issue':
      return call('POST /apps/:appId/keys', { appId });
    case 'retire':
      return call('POST /apps/:appId/keys/retire-old', { appId });
    case 'withdraw':
      return call('POST /apps/:appId/keys/withdraw-new', { appId });
    default:
      return call(`POST /apps/:appId/${action}`, { appId, reason });
  }
}
