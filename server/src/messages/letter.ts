import type { Language } from '@zhixiao/contract/codes/languages';
import { groupedYuan } from '@zhixiao/contract/money';
import { CHANGE_KIND_NAMES } from '@zhixiao/contract/words/changes';
import { PROBLEM_NAMES } from '@zhixiao/contract/words/overview';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import { shortened } from '../lib/shortened.ts';
import type { OpenItemContent } from './open-item.ts';

/** A message as every method of sending it takes it: a title, and lines that lead somewhere. */
export interface Letter {
  readonly title: string;
  readonly lines: readonly { readonly text: string; readonly url: string }[];
  /** Beneath them. */
  readonly foot: string;
}

/** More than anybody reads in a group; the rest are counted. A robot of 企业微信 takes 4,096 bytes. */
const LINES_MAX = 8;
/** Names are the schools' and partners' own. */
const NAME_MAX = 30;

/** What is the same in all messages to a recipient. */
export interface Addressed {
  readonly language: Language;
  readonly consoleUrl: string;
  /** Said in the title, so that nobody takes it for real money. */
  readonly isSandbox: boolean;
}

export function letterOf(contents: readonly OpenItemContent[], addressed: Addressed): Letter {
  const { language, consoleUrl } = addressed;
  const words = WORDS[language];
  const shown = contents.length > LINES_MAX ? contents.slice(0, LINES_MAX - 1) : contents;
  const lines = shown.map((content) => ({
    text: lineOf(content, language),
    url: `${consoleUrl}/console${placeOf(content)}`,
  }));
  const rest = contents.length - shown.length;
  if (rest > 0) lines.push({ text: words.more(rest), url: `${consoleUrl}/console/overview` });
  const title = contents.length === 1 ? (lines[0]?.text ?? '') : words.title(contents.length);
  return { title: titled(title, addressed), lines, foot: words.foot };
}

/** The same as an e-mail. */
export function textOf({ title, lines, foot }: Letter): { readonly subject: string; readonly text: string } {
  const text = [...lines.flatMap((line) => [line.text, line.url, '']), foot].join('\r\n');
  return { subject: title, text };
}

/** What the button of a test sends. */
export function testLetter(addressed: Addressed): Letter {
  const { test, foot } = WORDS[addressed.language];
  const lines = [{ text: test, url: `${addressed.consoleUrl}/console/messages` }];
  return { title: titled(test, addressed), lines, foot };
}

function titled(title: string, { language, isSandbox }: Addressed): string {
  return (isSandbox ? WORDS[language].sandbox : '') + title;
}

function lineOf(content: OpenItemContent, language: Language): string {
  const words = WORDS[language];
  switch (content.what) {
    case 'refund_application':
      return words.refund(groupedYuan(content.amount), name(content.school), name(content.app), content.by);
    case 'change':
      return words.change(
        CHANGE_KIND_NAMES[language][content.change],
        name(content.school ?? ''),
        content.by,
      );
    case 'problem': {
      const problem = { ...PROBLEM_NAMES[language], ...words.bills }[content.problem];
      const oldest = formatShanghaiTime(new Date(content.oldest)).slice(5, 16);
      return words.problem(problem, content.count, oldest, name(content.school));
    }
  }
}

/** The page where it is decided or seen to, under `/console`. */
function placeOf(content: OpenItemContent): string {
  switch (content.what) {
    case 'refund_application':
      return `/refund-applications/${content.number}`;
    case 'change':
      return `/changes/${content.number}`;
    case 'problem':
      if (content.problem === 'bill_missing' || content.problem === 'difference_open')
        return '/reconciliation';
      return `/problems/${content.problem}`;
  }
}

function name(given: string): string {
  return shortened(given, NAME_MAX);
}

/** What there is of these, with dots between. */
function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

const WORDS = {
  zh: {
    sandbox: '【沙箱】',
    title: (count: number) => `知校聚合支付：${count} 项待处理`,
    more: (count: number) => `另有 ${count} 项，到控制台查看`,
    refund: (amount: string, school: string, app: string, by: string) =>
      joined(`退款 ¥${amount} 待审核`, school, app, `${by} 申请`),
    change: (kind: string, school: string, by: string) => joined(`变更待审批：${kind}`, school, `${by} 申请`),
    problem: (problem: string, count: number, oldest: string, school: string) =>
      joined(`${problem} ${count} 笔`, school, `最早 ${oldest}`),
    bills: { bill_missing: '账单没有取到', difference_open: '对账差异未处理' },
    test: '知校聚合支付：测试消息，收到即表示设置正确',
    foot: '由知校聚合支付自动发送。处理前须登录。',
  },
  en: {
    sandbox: 'Sandbox: ',
    title: (count: number) =>
      count === 1 ? 'Zhixiao Pay: 1 item needs a decision' : `Zhixiao Pay: ${count} items need a decision`,
    more: (count: number) => `${count} more in the console`,
    refund: (amount: string, school: string, app: string, by: string) =>
      joined(`Refund of ¥${amount} to approve`, school, app, `requested by ${by}`),
    change: (kind: string, school: string, by: string) =>
      joined(`Change to approve: ${kind}`, school, `requested by ${by}`),
    problem: (problem: string, count: number, oldest: string, school: string) =>
      joined(`${problem}: ${count}`, school, `since ${oldest}`),
    bills: { bill_missing: 'Missing bills', difference_open: 'Open differences' },
    test: 'Zhixiao Pay: this is a test. You receive messages.',
    foot: 'Sent by Zhixiao Pay (知校聚合支付). Sign in to decide.',
  },
};
