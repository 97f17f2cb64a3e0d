import type { AppSecretsView } from '@zhixiao/contract/console/app-secrets';
import type { KeysView } from '@zhixiao/contract/console/workbench';
import { APP_STATUS_NAMES } from '@zhixiao/contract/words/apps';
import { Alert, Button, Space, Spin, Table } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { SecretNotice } from '../../components/secret-notice.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { useMay, useSchool } from '../../session/session.tsx';
import { APP_TONES, WORDS as APP_WORDS } from '../apps/app-words.ts';

const WORDS = {
  zh: {
    intro:
      '换密钥分三步：生成新密钥，新旧两组同时有效；把新密钥换到贵方系统里，看到“已开始使用新密钥”；停用旧密钥。密钥只在生成时显示一次。',
    table: '应用的密钥',
    app: '应用',
    cipher: '加密算法',
    status: '状态',
    keys: '密钥',
    spoke: '最近使用',
    actions: '操作',
    unused: '尚未用新密钥签过名。现在停用旧密钥会使所有请求失败。',
    submitted: '已提交，待学校的另一人审批；通过后由审批人把新密钥交给您',
    retired: '旧密钥已停用',
    withdrawn: '新密钥已作废',
  },
  en: {
    intro:
      'Keys change in three steps: issue new keys, while both sets are valid; put the new keys into your system until they are shown as used; retire the old keys. Keys are shown only once, when they are issued.',
    table: 'Keys of apps',
    app: 'App',
    cipher: 'Cipher',
    status: 'Status',
    keys: 'Keys',
    spoke: 'Last used',
    actions: 'Actions',
    unused:
      'Nothing has been signed with the new keys yet. If you retire the old keys now, every request will fail.',
    submitted: 'Submitted. Someone at the school has to approve it and will then give you the new keys.',
    retired: 'The old keys are retired',
    withdrawn: 'The new keys are discarded',
  },
};

type Action = 'issue' | 'retire' | 'withdraw';

/** The keys of apps, and changing them. */
export function Page() {
  const words = useWords(WORDS);
  const appWords = useWords(APP_WORDS);
  const { answer, error, reload } = useAnswer('GET /workbench/keys', useSchool());
  const [asked, setAsked] = useState<{ app: KeysView; action: Action }>();
  const [secrets, setSecrets] = useState<AppSecretsView>();
  const [notice, setNotice] = useState<NoticeText>();
  const act = async () => {
    if (!asked) return;
    const of = { appId: asked.app.appId };
    setSecrets(undefined);
    if (asked.action === 'issue') {
      const issued = await call('POST /apps/:appId/keys', of);
      if ('appSecret' in issued) setSecrets(issued);
      setNotice('appSecret' in issued ? undefined : { text: words.submitted });
    } else {
      const isRetired = asked.action === 'retire';
      await call(isRetired ? 'POST /apps/:appId/keys/retire-old' : 'POST /apps/:appId/keys/withdraw-new', of);
      setNotice({ text: isRetired ? words.retired : words.withdrawn });
    }
    reload();
  };
  if (!answer) return error ? <RefusalAlert error={error} onRetry={reload} /> : <Spin />;
  return (
    <>
      <p>{words.intro}</p>
      <Notice notice={notice} />
      {secrets && <SecretNotice secrets={secrets} isOwn />}
      <RefusalAlert error={error} onRetry={reload} />
      <KeysTable apps={answer.apps} onAction={(app, action) => setAsked({ app, action })} />
      <ConfirmWithReason
        title={asked ? appWords.confirm[asked.action](asked.app.name) : ''}
        isOpen={asked !== undefined}
        isDangerous
        asksReason={false}
        onConfirm={act}
        onClose={() => setAsked(undefined)}
      >
        <p>{asked && appWords.consequence[asked.action]}</p>
        {asked?.action === 'retire' && asked.app.keyChange?.usedAt === undefined && (
          <Alert type="warning" role="status" showIcon title={words.unused} />
        )}
      </ConfirmWithReason>
    </>
  );
}

function KeysTable(props: { apps: readonly KeysView[]; onAction: (app: KeysView, action: Action) => void }) {
  const words = useWords(WORDS);
  const appWords = useWords(APP_WORDS);
  const may = useMay();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={words.table}>
      <Table<KeysView>
        size="middle"
        rowKey="appId"
        dataSource={[...props.apps]}
        pagination={false}
        columns={[
          {
            title: words.app,
            render: (_, { name, appId, schoolName }) => (
              <>
                {name} <code>{appId}</code>
                <span className="details note">{schoolName}</span>
              </>
            ),
          },
          { title: words.cipher, render: (_, { cipher }) => <code>{cipher}</code> },
          {
            title: words.status,
            render: (_, { frozen }) => (
              <StatusTag status={frozen ? 'frozen' : 'active'} words={APP_STATUS_NAMES} tones={APP_TONES} />
            ),
          },
          {
            title: words.keys,
            render: (_, { keyChange }) => {
              if (!keyChange) return appWords.oneKey;
              return keyChange.usedAt === undefined ? appWords.keysIssued : appWords.keysUsed;
            },
          },
          {
            title: words.spoke,
            render: (_, { spoke }) => {
              const at = [spoke.v1, spoke.v2]
                .filter((each) => each !== undefined)
                .sort()
                .at(-1);
              return at === undefined ? appWords.never : <TimeText at={at} />;
            },
          },
          {
            title: words.actions,
            className: 'pinned',
            render: (_, app) =>
              may('apps.rotate') && (
                <Space>
                  {(app.keyChange ? (['retire', 'withdraw'] as const) : (['issue'] as const)).map(
                    (action) => (
                      <Button key={action} size="small" onClick={() => props.onAction(app, action)}>
                        {appWords.action[action]}
                      </Button>
                    ),
                  )}
                </Space>
              ),
          },
        ]}
      />
    </section>
  );
}
