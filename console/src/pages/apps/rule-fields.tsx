import type { AppRulesView } from '@zhixiao/contract/console/apps';
import { PROFILE_NAMES } from '@zhixiao/contract/words/apps';
import { Form, InputNumber, Radio, Select, Switch } from 'antd';
import { useWords } from '../../language/language.tsx';
import { WORDS } from './app-words.ts';

const PROFILES = ['v1', 'v2', 'v2-sm'] as const;
const FEN = 100;

/** The published interface as it is. */
export const NO_RULES: AppRulesView = {
  leastVersion: 1,
  notifyProfile: 'v1',
  refundDayAmount: null,
  refundDayCount: null,
  refundNoRequired: false,
  allowedNetworks: [],
  paramBound: false,
  sealsUnsigned: true,
};

/** What an app is held to beyond the published interface. */
export function RuleFields() {
  return (
    <>
      <ProtocolFields />
      <RefundFields />
      <SourceFields />
      <ReplayFields />
    </>
  );
}

/** Amounts are typed in yuan, and are fen everywhere else. */
function RefundFields() {
  const words = useWords(WORDS);
  return (
    <>
      <Form.Item
        name={['rules', 'refundDayAmount']}
        label={words.refundDayAmount}
        extra={words.refundDayHint}
        getValueProps={(fen: number | null) => ({ value: fen === null ? null : fen / FEN })}
        normalize={(yuan: number | null) => (yuan === null ? null : Math.round(yuan * FEN))}
      >
        <InputNumber min={0.01} max={10_000_000_000} precision={2} />
      </Form.Item>
      <Form.Item name={['rules', 'refundDayCount']} label={words.refundDayCount}>
        <InputNumber min={1} max={1_000_000} precision={0} />
      </Form.Item>
      <Form.Item
        name={['rules', 'refundNoRequired']}
        label={words.refundNoRequired}
        extra={words.refundNoHint}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
    </>
  );
}

function ReplayFields() {
  const words = useWords(WORDS);
  return (
    <>
      <Form.Item
        name={['rules', 'paramBound']}
        label={words.paramBound}
        extra={words.paramBoundHint}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
      <Form.Item
        name={['rules', 'sealsUnsigned']}
        label={words.sealsUnsigned}
        extra={words.sealsUnsignedHint}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
    </>
  );
}

function SourceFields() {
  const words = useWords(WORDS);
  return (
    <Form.Item name={['rules', 'allowedNetworks']} label={words.allowedNetworks} extra={words.allowedHint}>
      <Select
        mode="tags"
        open={false}
        suffixIcon={null}
        tokenSeparators={[',', '，', ' ', ';', '；']}
        maxCount={50}
      />
    </Form.Item>
  );
}

/** The protocol versions of the app's requests and of its notifications. */
function ProtocolFields() {
  const words = useWords(WORDS);
  const names = useWords(PROFILE_NAMES);
  const least = Form.useWatch(['rules', 'leastVersion']);
  return (
    <>
      <Form.Item name={['rules', 'leastVersion']} label={words.leastVersion} extra={words.leastVersionHint}>
        <Radio.Group
          options={[
            { value: 1, label: words.anyVersion },
            { value: 2, label: words.secondOnly },
          ]}
        />
      </Form.Item>
      <Form.Item
        name={['rules', 'notifyProfile']}
        label={words.notifyProfile}
        dependencies={[['rules', 'leastVersion']]}
        rules={[
          {
            validator: (_rule, value) =>
              least === 2 && value === 'v1' ? Promise.reject(words.notifyOlder) : Promise.resolve(),
          },
        ]}
      >
        <Select options={PROFILES.map((value) => ({ value, label: names[value] }))} />
      </Form.Item>
    </>
  );
}
