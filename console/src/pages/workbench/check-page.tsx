import type { CheckView, RequestRow } from '@zhixiao/contract/console/workbench';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import { AppSelect } from '../../components/app-select.tsx';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useWords } from '../../language/language.tsx';
import { useFilters } from '../../routing/use-filters.ts';
import { useSchool } from '../../session/session.tsx';
import { WORDS } from './check-words.ts';
import { CheckedOrder } from './checked-order.tsx';

const NAMES = ['number', 'appId'] as const;

interface Filled {
  readonly number: string;
  readonly appId?: string;
}

/** Follows one order from its request to the partner's answer, and says where the way ends and what helps. */
export function Page() {
  const words = useWords(WORDS);
  const [asked, setAsked] = useFilters(NAMES);
  const { number, appId } = asked;
  return (
    <>
      <p>{words.intro}</p>
      <Form<Filled>
        key={`${number} ${appId}`}
        layout="vertical"
        requiredMark={false}
        className="signature-form"
        initialValues={asked}
        onFinish={({ number: typed, appId: chosen }) => setAsked({ number: typed.trim(), appId: chosen })}
      >
        <Form.Item
          name="number"
          label={words.number}
          rules={[{ required: true, whitespace: true, message: words.needed }]}
        >
          <Input maxLength={64} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name="appId" label={words.app}>
          <AppField />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          {words.run}
        </Button>
      </Form>
      {number !== undefined && <Result number={number} {...(appId === undefined ? {} : { appId })} />}
    </>
  );
}

/** The form gives it its id, value and what to call. */
function AppField(props: { id?: string; value?: string; onChange?: (appId: string | undefined) => void }) {
  const { id = 'appId', value, onChange = () => undefined } = props;
  return <AppSelect id={id} value={value} onChange={onChange} />;
}

function Result(of: { number: string; appId?: string }) {
  const words = useWords(WORDS);
  const { answer, error, isLoading, reload } = useAnswer('GET /workbench/check', { ...useSchool(), ...of });
  const [notice, setNotice] = useState<NoticeText>();
  return (
    <section className="part" aria-live="polite" aria-busy={isLoading}>
      <h2>{words.result}</h2>
      <Button onClick={reload} loading={isLoading}>
        {words.again}
      </Button>
      <Notice notice={notice} />
      <RefusalAlert error={error} onRetry={reload} />
      {answer?.checks.map((check) => (
        <CheckedOrder
          key={check.order?.orderId ?? ''}
          check={check}
          requests={ofOrder(answer.requests, check)}
          onResent={(told) => {
            setNotice(told);
            reload();
          }}
        />
      ))}
    </section>
  );
}

/** Two apps can have the same number. */
function ofOrder(requests: readonly RequestRow[], { order }: CheckView): readonly RequestRow[] {
  return order ? requests.filter(({ appId }) => appId === order.appId) : requests;
}
