import { ACCOUNT_STEPS } from '@zhixiao/contract/account-field';
import type { AccountForm as FormParts } from '@zhixiao/contract/channels/account-form';
import { ACCOUNT_FORMS } from '@zhixiao/contract/channels/account-forms';
import type { AccountTestView, ChannelAccountView } from '@zhixiao/contract/console/channel-accounts';
import { Alert, Button, Form, Switch, Typography } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { type AccountValues, recordOf, valuesOfSettings } from '../../components/account-field.ts';
import { AccountFields } from '../../components/account-fields.tsx';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { ReasonText } from '../../components/reason-text.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useSubmittedNotice } from '../../components/use-submitted-notice.ts';
import { useLanguage, useWords, type Words } from '../../language/language.tsx';
import { goTo } from '../../routing/location.ts';
import { useMay } from '../../session/session.tsx';
import { WORDS } from './account-words.ts';
import type { Owner } from './new-account-choice.tsx';

type Filled = AccountValues & { readonly enabled: boolean };

/** An account's record, filled in, tested against the channel, and saved. */
export function AccountForm(props: { account: ChannelAccountView } | { owner: Owner }) {
  const words = useWords(WORDS);
  const may = useMay();
  const account = 'account' in props ? props.account : undefined;
  const owner = 'owner' in props ? props.owner : undefined;
  const { channel } = 'account' in props ? props.account : props.owner;
  const { fields, unproven } = ACCOUNT_FORMS[channel];
  const stored = account?.settings ?? {};
  const [form] = Form.useForm<Filled>();
  const [tested, setTested] = useState<AccountTestView>();
  const [notice, setNotice] = useState<NoticeText>();
  const submitted = useSubmittedNotice();
  const record = ({ enabled, ...values }: Filled) => ({ ...recordOf(fields, stored, values), enabled });
  const test = useAction(async () => {
    setTested(undefined);
    const filled = record(await form.validateFields());
    setTested(
      owner
        ? await call('POST /channel-account-tests', { ...owner, ...filled })
        : await call('POST /channel-accounts/:channelAccountId/test', { ...idOf(account), ...filled }),
    );
  });
  const save = useAction(async (values: Filled) => {
    const answer = owner
      ? await call('POST /channel-accounts', { ...owner, ...record(values) })
      : await call('PUT /channel-accounts/:channelAccountId', { ...idOf(account), ...record(values) });
    const waiting = submitted(answer);
    if (waiting) setNotice(waiting);
    else goTo('/channel-accounts');
  });
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      disabled={!may('channels.manage')}
      className="stepped"
      onFinish={save.run}
      initialValues={{
        enabled: account?.enabled ?? true,
        ...valuesOfSettings(fields, stored),
      }}
    >
      {account && (
        <section className="part">
          <p>{words.merchantStays}</p>
          <Typography.Paragraph copyable={{ text: account.callbackUrl }} className="details">
            {words.callback} <code>{account.callbackUrl}</code>
          </Typography.Paragraph>
        </section>
      )}
      {ACCOUNT_STEPS.map((step, index) => (
        <Step key={step} number={index + 1} title={words.step[step]} about={words.aboutStep[step]}>
          <AccountFields
            fields={fields.filter((field) => (field.step ?? 'identity') === step)}
            storedSecrets={account?.secretNames ?? []}
            isBeside
          />
        </Step>
      ))}
      <Step number={ACCOUNT_STEPS.length + 1} title={words.step.test} about={words.testHint}>
        {may('channels.manage') && (
          <Button onClick={test.run} loading={test.isBusy} className="test-button">
            {words.test}
          </Button>
        )}
        {tested && (
          <Tested
            test={tested}
            unproven={hasCertificate(form.getFieldsValue(), unproven) ? undefined : unproven?.words}
          />
        )}
        <Form.Item name="enabled" label={words.enabled} valuePropName="checked">
          <Switch />
        </Form.Item>
        <RefusalAlert error={test.error ?? save.error} />
        <Notice notice={notice} />
        {may('channels.manage') && (
          <Button type="primary" htmlType="submit" loading={save.isBusy}>
            {words.save}
          </Button>
        )}
      </Step>
    </Form>
  );
}

function Step(props: { number: number; title: string; about: string; children: ReactNode }) {
  const { number, title, about, children } = props;
  const id = useId();
  return (
    <section className="step" aria-labelledby={id}>
      <h2 id={id}>
        <span className="step-number" aria-hidden="true">
          {number}
        </span>
        {title}
      </h2>
      <p className="step-about">{about}</p>
      {children}
    </section>
  );
}

function hasCertificate({ settings }: AccountValues, unproven: FormParts['unproven']): boolean {
  return (
    unproven !== undefined && JSON.stringify(settings?.[unproven.without] ?? []).includes('BEGIN CERTIFICATE')
  );
}

function Tested({ test, unproven }: { test: AccountTestView; unproven: Words<string> | undefined }) {
  const words = useWords(WORDS);
  const { language } = useLanguage();
  if (test.works) {
    return (
      <Alert
        type={unproven ? 'warning' : 'success'}
        role="status"
        showIcon
        title={words.works}
        description={unproven?.[language]}
      />
    );
  }
  return (
    <Alert
      type="error"
      role="alert"
      showIcon
      title={test.answered ? words.fails : words.noAnswer}
      description={test.message && <ReasonText stored={test.message} />}
    />
  );
}

function idOf(account: ChannelAccountView | undefined): { channelAccountId: string } {
  return { channelAccountId: account?.channelAccountId ?? '' };
}
