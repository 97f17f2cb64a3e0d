import type { Permission } from '@zhixiao/contract/codes/access';
import type { SetUpView } from '@zhixiao/contract/console/overview';
import { useAnswer } from '../../api/use-answer.ts';
import { LineIcon } from '../../components/line-icon.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay, useSchool } from '../../session/session.tsx';

const WORDS = {
  zh: {
    title: '开始收款',
    done: (done: number, all: number) => `已完成 ${done} / ${all}`,
    isDone: '已完成',
    isOpen: '待完成',
    hasSchool: { name: '登记学校', why: '名称会出现在收银台和票据上' },
    hasMerchantAccount: { name: '添加商户账户', why: '钱由渠道直接结算到学校的商户' },
    hasApp: { name: '添加应用', why: '给业务系统一组密钥，由它下单' },
    hasPayment: { name: '测试一笔支付', why: '在商户账户页付一分钱，看到账和回调' },
    hasColleague: { name: '邀请同事', why: '超过限额的退款和重要变更要由另一人决定' },
    hasSecondFactor: { name: '设置第二重验证', why: '密码被人知道了，也进不来' },
  },
  en: {
    title: 'Getting started',
    done: (done: number, all: number) => `${done} of ${all} done`,
    isDone: 'done',
    isOpen: 'to do',
    hasSchool: { name: 'Enter the school', why: 'Shown on the payment page and on receipts' },
    hasMerchantAccount: {
      name: 'Add a merchant account',
      why: 'The channel settles straight to the school’s merchant',
    },
    hasApp: { name: 'Add an app', why: 'Keys with which the partner’s system creates orders' },
    hasPayment: { name: 'Try a payment', why: 'Pay a cent on the merchant account’s page' },
    hasColleague: { name: 'Invite a colleague', why: 'Large refunds and major changes need two people' },
    hasSecondFactor: { name: 'Set up a second factor', why: 'A stolen password alone is then not enough' },
  },
};

/** Each step, where it is done, and who may. */
const STEPS: readonly {
  readonly fact: keyof SetUpView;
  readonly to: string;
  readonly permission?: Permission;
}[] = [
  { fact: 'hasSchool', to: '/schools', permission: 'schools.manage' },
  { fact: 'hasMerchantAccount', to: '/channel-accounts', permission: 'channels.manage' },
  { fact: 'hasApp', to: '/apps', permission: 'apps.manage' },
  { fact: 'hasPayment', to: '/channel-accounts', permission: 'channels.manage' },
  { fact: 'hasColleague', to: '/operators', permission: 'operators.manage' },
  { fact: 'hasSecondFactor', to: '/account' },
];

/** What is left of the first day's work, for who may do some of it; gone when all is done. */
export function FirstDay() {
  const may = useMay();
  const steps = STEPS.filter(({ permission }) => permission === undefined || may(permission));
  // the second factor alone is asked for elsewhere
  return steps.length > 1 ? <CheckList steps={steps} /> : null;
}

function CheckList({ steps }: { steps: typeof STEPS }) {
  const words = useWords(WORDS);
  const { answer } = useAnswer('GET /overview/set-up', useSchool());
  if (!answer) return null;
  const done = steps.filter(({ fact }) => answer[fact]).length;
  if (done === steps.length) return null;
  return (
    <section className="part first-day" aria-labelledby="first-day">
      <div className="part-head">
        <h2 id="first-day">{words.title}</h2>
        <span className="note">{words.done(done, steps.length)}</span>
      </div>
      <ol>
        {steps.map(({ fact, to }) => (
          <li key={fact} className={answer[fact] ? 'done' : 'open'}>
            <span className="step-mark">
              <LineIcon drawing={answer[fact] ? 'M5 10.5 8.5 14 15 6.5' : 'M10 5v5l3 2'} />
            </span>
            <span>
              <span className="unseen">{answer[fact] ? words.isDone : words.isOpen}</span>
              {answer[fact] ? words[fact].name : <Link to={to}>{words[fact].name}</Link>}
              <span className="note">{words[fact].why}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
