import { LineIcon } from '../components/line-icon.tsx';

/** Our own drawings of 20 by 20, by the path of a page in the menu: strokes, decorative beside the page's name. */
const DRAWINGS: Readonly<Record<string, string>> = {
  '/overview': 'M3 9.5 10 3.5l7 6M5 8v8.5h10V8M8.5 16.5v-5h3v5',
  '/orders': 'M5 2.5h10v15l-2.5-1.5L10 17.5 7.5 16 5 17.5zM8 7h4M8 10.5h4',
  '/refunds': 'M7 4 3.5 7.5 7 11M3.5 7.5H12a4.5 4.5 0 0 1 0 9H7',
  '/refund-applications': 'M4 3h12v14H4zM7 10l2.2 2.2L13.2 8',
  '/notifications': 'M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17.5h3',
  '/invoices': 'M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5M7.5 10h5M7.5 13.5h5',
  '/directory':
    'M10 10a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 10 10zM3.5 17c.6-3.2 3.2-4.5 6.5-4.5s5.9 1.3 6.5 4.5',
  '/reconciliation': 'M10 3v14M6 17h8M3 6h14M5.5 6 3 11.5h5zM14.5 6 12 11.5h5z',
  '/settlement': 'M3 4h14v12H3zM3 8h14M9 8v8',
  '/workbench/requests': 'M3 6h11l-3-3M17 14H6l3 3',
  '/workbench/check': 'M9 15a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM13.5 13.5 17.5 17.5',
  '/workbench/orders': 'M5 2.5h10v15l-2.5-1.5L10 17.5 7.5 16 5 17.5zM8 7h4M8 10.5h4',
  '/workbench/notifications': 'M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17.5h3',
  '/workbench/health': 'M2.5 10.5H6l2-5.5 3.5 10 2-4.5h4',
  '/workbench/keys': 'M7 13a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10.5 9.5h7v3M14.5 9.5V12',
  '/apps': 'M3.5 3.5h5v5h-5zM11.5 3.5h5v5h-5zM3.5 11.5h5v5h-5zM11.5 11.5h5v5h-5z',
  '/channel-accounts': 'M2.5 5h15v10.5h-15zM2.5 8.5h15M5.5 12.5h3',
  '/invoice-accounts': 'M8 9.5c0-1.5-1-2-1-3.8a3 3 0 0 1 6 0c0 1.8-1 2.3-1 3.8l3.5 1.5v3h-11v-3zM4.5 17h11',
  '/schools': 'M2.5 8 10 4l7.5 4L10 12zM5.5 9.7V14c2.5 2 6.5 2 9 0V9.7M17.5 8v5',
  '/messages': 'M3 4h14v10H9l-4 3v-3H3zM6.5 8h7M6.5 11h4',
  '/signature': 'M6.5 6 2.5 10l4 4M13.5 6l4 4-4 4M11.5 4l-3 12',
  '/changes': 'M10 2.5 16.5 5v5c0 4-3 6.5-6.5 7.5C6.5 16.5 3.5 14 3.5 10V5zM7 10l2.2 2.2L13 8.5',
  '/operators':
    'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 16.5c.5-3 2.5-4.5 5.5-4.5s5 1.5 5.5 4.5M13 3.8a3 3 0 0 1 0 5.4M15 12.3c1.7.6 2.7 2 3 4.2',
  '/personal-data':
    'M3 4.5h14v11H3zM7.5 10a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4zM5 13.5c.5-2.3 4.5-2.3 5 0M12.5 8.5H15M12.5 11.5H15',
  '/audit': 'M4 2.5h12v15H4zM7 6.5h6M7 10h6M7 13.5h3.5',
  '/retention': 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 5.5V10l3 2',
  '/account': 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9M10 12v2',
};

/** The drawing of a page in the menu. */
export function PageIcon({ path }: { path: string }) {
  return <LineIcon drawing={DRAWINGS[path] ?? ''} />;
}
