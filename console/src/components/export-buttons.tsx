import { Space } from 'antd';
import { addressOf } from '../api/call.ts';
import type { RouteKey, Routes } from '../contract/routes.ts';
import { useWords } from '../language/language.tsx';
import { useMay } from '../session/session.tsx';
import { DownloadButton } from './download-button.tsx';

/** A route that answers a file. */
export type FileKey = {
  [K in RouteKey]: Routes[K]['answer'] extends 'file' ? K & `GET ${string}` : never;
}[RouteKey];

/** Takes away what a list's filters find, for who may. */
export function ExportButtons({ list, params }: { list: FileKey; params: object }) {
  const words = useWords(WORDS);
  const may = useMay();
  if (!may('lists.export')) return null;
  return (
    <Space>
      {(['xlsx', 'csv'] as const).map((form) => (
        <DownloadButton key={form} href={addressOf(list, { ...params, form } as never)}>
          {words.export} {form.toUpperCase()}
        </DownloadButton>
      ))}
    </Space>
  );
}

const WORDS = {
  zh: { export: '导出' },
  en: { export: 'Export' },
};
