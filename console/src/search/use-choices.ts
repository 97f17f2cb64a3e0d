import type { ChangeFound } from '@zhixiao/contract/console/changes';
import type { NumberFound } from '@zhixiao/contract/console/search';
import { CHANGE_KIND_NAMES, CHANGE_STATUS_NAMES } from '@zhixiao/contract/words/changes';
import { ORDER_STATUS_NAMES } from '@zhixiao/contract/words/orders';
import { NUMBER_KIND_NAMES } from '@zhixiao/contract/words/search';
import { useMemo } from 'react';
import { yuan } from '../language/format.ts';
import { useLanguage, useWords } from '../language/language.tsx';
import { PAGES } from '../pages/registry.ts';
import { stateWith } from '../routing/aside.ts';
import { goTo } from '../routing/location.ts';
import { useMay } from '../session/session.tsx';
import { signOut } from '../session/sign-out.ts';
import { useMayOpen } from '../shell/use-may-open.ts';
import { useAppearance } from '../theme/appearance.tsx';
import { recent, rememberRecent } from './recent.ts';

/** What the server found for a text. */
export interface Found {
  readonly orders: readonly NumberFound[];
  readonly changes: readonly ChangeFound[];
}

/** Something that the search leads to or does. */
export interface Choice {
  readonly key: string;
  readonly group: string;
  readonly text: string;
  /** What it is, beside the text. */
  readonly note?: string | undefined;
  readonly run: () => void;
}

/** What there is to choose for a text: numbers that were found, people, pages, actions; without a text, the recent ones first. */
export function useChoices(text: string, { orders: found, changes: changesFound }: Found): readonly Choice[] {
  const words = useWords(WORDS);
  const { language } = useLanguage();
  const kinds = useWords(NUMBER_KIND_NAMES);
  const statuses = useWords(ORDER_STATUS_NAMES);
  const changeKinds = useWords(CHANGE_KIND_NAMES);
  const changeStatuses = useWords(CHANGE_STATUS_NAMES);
  const mayOpen = useMayOpen();
  const may = useMay();
  const actions = useActions();
  return useMemo(() => {
    const typed = text.trim();
    const orders = found.map((order) => ({
      key: `order ${order.orderId}`,
      group: words.numbers,
      text: order.foundBy === 'order' ? order.orderId : `${kinds[order.foundBy]} ${typed}`,
      note: [order.body, order.userName, `¥${yuan(order.totalAmount)}`, statuses[order.status]]
        .filter(Boolean)
        .join(' · '),
      run: () => open({ to: `/orders/${order.orderId}`, text: `${kinds.order} ${order.orderId}` }),
    }));
    const changes = changesFound.map(({ changeRequestId, kind, subject, status }) => ({
      key: `change ${changeRequestId}`,
      group: words.changes,
      text: `${changeKinds[kind]} ${subject}`,
      note: changeStatuses[status],
      run: () => open({ to: `/changes/${changeRequestId}`, text: `${words.change} ${changeRequestId}` }),
    }));
    const people =
      typed === ''
        ? []
        : [
            ...(may('orders.read') ? [withPerson('/orders', 'person', words.ordersOf(typed), typed)] : []),
            ...(may('people.read') ? [withPerson('/directory', 'person', words.inPeople(typed), typed)] : []),
            ...(may('audit.read') ? [withPerson('/audit', 'person', words.whoLooked(typed), typed)] : []),
          ];
    const pages = PAGES.filter((page) => page.menu !== undefined && mayOpen(page)).map((page) => ({
      key: page.path,
      group: words.pages,
      text: page.title[language],
      note: page.about[language],
      run: () => open({ to: page.path, text: page.title[language] }),
    }));
    const matching = [...pages, ...actions].filter(({ text: name, note }) =>
      isIn(typed, `${name} ${note ?? ''}`),
    );
    const last =
      typed === ''
        ? recent().map((one) => ({
            key: `recent ${one.to}`,
            group: words.recent,
            text: one.text,
            run: () => open(one),
          }))
        : [];
    return [
      ...last,
      ...orders,
      ...changes,
      ...matching,
      ...people.map((one) => ({ ...one, group: words.people })),
    ];
  }, [
    text,
    found,
    changesFound,
    words,
    language,
    kinds,
    statuses,
    changeKinds,
    changeStatuses,
    mayOpen,
    may,
    actions,
  ]);
}

function useActions(): readonly Choice[] {
  const words = useWords(WORDS);
  const { language, setLanguage } = useLanguage();
  const { isDark, setAppearance } = useAppearance();
  return useMemo(() => {
    const action = (key: string, text: string, run: () => void) => ({ key, group: words.actions, text, run });
    return [
      action('appearance', isDark ? words.light : words.dark, () => setAppearance(isDark ? 'light' : 'dark')),
      action('language', words.language, () => setLanguage(language === 'zh' ? 'en' : 'zh')),
      action('sign-out', words.signOut, () => void signOut()),
    ];
  }, [words, isDark, setAppearance, language, setLanguage]);
}

function open(one: { readonly to: string; readonly text: string }): void {
  rememberRecent(one);
  goTo(one.to);
}

/** Leads to a page with whom it is about aside of its address; nobody is looked up before. */
function withPerson(to: string, name: string, text: string, person: string) {
  return { key: `person ${to}`, text, run: () => goTo(to, { state: stateWith({ [name]: person }) }) };
}

function isIn(typed: string, text: string): boolean {
  return text.toLowerCase().includes(typed.toLowerCase());
}

const WORDS = {
  zh: {
    recent: '最近打开',
    numbers: '单号',
    changes: '变更申请',
    change: '变更申请',
    people: '人员（查找会写入审计日志）',
    pages: '页面',
    actions: '操作',
    ordersOf: (text: string) => `查“${text}”的订单`,
    inPeople: (text: string) => `在人员中查“${text}”`,
    whoLooked: (text: string) => `谁查过“${text}”`,
    dark: '切换到深色',
    light: '切换到浅色',
    language: 'Switch to English',
    signOut: '退出登录',
  },
  en: {
    recent: 'Recent',
    numbers: 'Numbers',
    changes: 'Change requests',
    change: 'Change request',
    people: 'People (searches are recorded in the audit log)',
    pages: 'Pages',
    actions: 'Actions',
    ordersOf: (text: string) => `Orders of “${text}”`,
    inPeople: (text: string) => `Find “${text}” among people`,
    whoLooked: (text: string) => `Who looked up “${text}”`,
    dark: 'Switch to dark',
    light: 'Switch to light',
    language: '切换到中文',
    signOut: 'Sign out',
  },
};
