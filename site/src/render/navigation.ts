import type { Language } from './language.ts';

interface Section {
  readonly title: Readonly<Record<Language, string>>;
  readonly paths: readonly string[];
}

/** The order of pages; a page that is not here fails the build. */
export const SECTIONS: readonly Section[] = [
  { title: { zh: '开始', en: 'Start' }, paths: ['index', 'guides/first-payment'] },
  {
    title: { zh: '指南', en: 'Guides' },
    paths: [
      'guides/mini-program',
      'guides/notifications',
      'guides/refunds',
      'guides/invoices',
      'guides/identity',
      'guides/going-live',
      'guides/moving-over',
    ],
  },
  {
    title: { zh: '接口参考', en: 'Reference' },
    paths: [
      'reference/envelope',
      'reference/order_create',
      'reference/order_query',
      'reference/order_cancel',
      'reference/notification',
      'reference/order_refund',
      'reference/refund_query',
      'reference/user_identity',
      'reference/user_card',
      'reference/piaoju_create',
      'reference/piaoju_query',
      'reference/second-version',
    ],
  },
  { title: { zh: '排查', en: 'Finding faults' }, paths: ['errors', 'debugger'] },
  { title: { zh: '下载', en: 'Downloads' }, paths: ['downloads'] },
];

export const ORDER: readonly string[] = SECTIONS.flatMap(({ paths }) => paths);
