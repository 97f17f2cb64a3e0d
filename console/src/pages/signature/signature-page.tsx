import type { DebugStepView } from '@zhixiao/contract/console/signature';
import type { CodeWords } from '@zhixiao/contract/words/code-words';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { useWords } from '../../language/language.tsx';
import { MARKS } from '../../language/marks.ts';

type FindingView = DebugStepView['findings'][number];

const WORDS = {
  zh: {
    body: '对方发来的请求体（表单或 JSON，原样粘贴；第二版协议请连同上方的请求头一起粘贴）',
    interface: '调用的接口（选填，选了才检查字段）',
    needed: '请粘贴请求体',
    run: '检查',
    privacy: '不保存、不显示请求内容和密钥；谁检查过会记入审计日志。',
    result: '检查结果',
    said: ({ message, detail }: FindingView) => ({ message, detail }),
    step: {
      body: '1. 请求完整',
      app: '2. appid 有效',
      signature: '3. 签名',
      base64: '4. base64',
      decryption: '5. 解密',
      json: '6. JSON',
      fields: '7. 字段',
    },
  },
  en: {
    body: 'Request body from the partner (form or JSON, unchanged; for the second version, with the headers above it)',
    interface: 'Interface (optional; if chosen, its fields are checked too)',
    needed: 'Paste the body',
    run: 'Check',
    privacy:
      'The request and the keys are neither stored nor shown. The audit log records who ran the check.',
    result: 'Result',
    said: ({ inEnglish, detail, detailInEnglish = detail }: FindingView) => ({
      message: inEnglish,
      detail: detailInEnglish,
    }),
    step: {
      body: '1. Complete request',
      app: '2. Known appid',
      signature: '3. Signature',
      base64: '4. base64',
      decryption: '5. Decryption',
      json: '6. JSON',
      fields: '7. Fields',
    },
  },
};

const OUTCOMES: CodeWords<DebugStepView['outcome']> = {
  zh: { passed: '通过', failed: '不通过', skipped: '未检查' },
  en: { passed: 'Passed', failed: 'Failed', skipped: 'Not checked' },
};
const TONES = { passed: 'good', failed: 'bad', skipped: 'over' } as const;

interface Filled {
  readonly body: string;
  readonly interfaceName?: string;
}

/** Says at which step a partner's request fails, and which common mistake that looks like. */
export function Page() {
  const words = useWords(WORDS);
  const { answer } = useAnswer('GET /signature-debugger');
  const [steps, setSteps] = useState<readonly DebugStepView[]>();
  const check = useAction(async ({ body, interfaceName }: Filled) => {
    const input = { body, ...(interfaceName ? { interfaceName } : {}) };
    setSteps((await call('POST /signature-debugger', input)).steps);
  });
  return (
    <>
      <p>{words.privacy}</p>
      <Form layout="vertical" requiredMark={false} onFinish={check.run} className="signature-form">
        <Form.Item
          name="body"
          label={words.body}
          rules={[{ required: true, whitespace: true, message: words.needed }]}
        >
          <Input.TextArea rows={8} spellCheck={false} className="pasted" />
        </Form.Item>
        <Form.Item name="interfaceName" label={words.interface}>
          <Select
            allowClear
            options={(answer?.interfaces ?? []).map((name) => ({ value: name, label: name }))}
          />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={check.isBusy}>
          {words.run}
        </Button>
      </Form>
      <RefusalAlert error={check.error} />
      {steps && <Steps steps={steps} />}
    </>
  );
}

function Steps({ steps }: { steps: readonly DebugStepView[] }) {
  const words = useWords(WORDS);
  const { before } = useWords(MARKS);
  return (
    <section className="part steps" aria-live="polite">
      <h2>{words.result}</h2>
      <ul>
        {steps.map(({ step, outcome, findings }) => (
          <li key={step}>
            <span className="step-name">{words.step[step]}</span>
            <StatusTag status={outcome} words={OUTCOMES} tones={TONES} />
            {findings.map((found) => {
              const { message, detail } = words.said(found);
              return (
                <p key={message}>
                  {detail === undefined ? message : before(message)}
                  {detail !== undefined && <code className="details">{detail}</code>}
                </p>
              );
            })}
          </li>
        ))}
      </ul>
    </section>
  );
}
