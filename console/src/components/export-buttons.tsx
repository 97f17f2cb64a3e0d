import type { RouteKey, Routes } from '@zhixiao/contract/console/routes';
import { Space } from 'antd';
import { addressOf } from '../api/call.ts';
import { useWords } from '../language/language.tsx';
import { useMay } from '../session/session.tsx';
import { DownloadButton } from './download-button.tsx';
import { FileByPost, type PostedFileKey } from './file-by-post.tsx';
import { PersonalDownload } from './personal-download.tsx';

/** A route that answers a file. */
export type FileKey =
  | { [K in RouteKey]: Routes[K]['answer'] extends 'file' ? K & `GET ${string}` : never }[RouteKey]
  | PostedFileKey;

/** Lists that name people in full: why they are taken away is asked for. */
const PERSONAL: readonly FileKey[] = ['GET /operators/export'];

/** Takes away what a list's filters find, for who may. */
export function ExportButtons({ list, params }: { list: FileKey; params: object }) {
  const words = useWords(WORDS);
  const may = useMay();
  if (!may('lists.export')) return null;
  return (
    <Space>
      {(['xlsx', 'csv'] as const).map((form) => {
        const text = `${words.export} ${form.toUpperCase()}`;
        if (isPosted(list))
          return (
            <FileByPost key={form} list={list} params={{ ...params, form } as never}>
              {text}
            </FileByPost>
          );
        const hrefFor = (more: object) => addressOf(list, { ...params, ...more, form } as never);
        return PERSONAL.includes(list) ? (
          <PersonalDownload key={form} hrefFor={(reason) => hrefFor({ reason })}>
            {text}
          </PersonalDownload>
        ) : (
          <DownloadButton key={form} href={hrefFor({})}>
            {text}
          </DownloadButton>
        );
      })}
    </Space>
  );
}

function isPosted(list: FileKey): list is PostedFileKey {
  return list.startsWith('POST ');
}

const WORDS = {
  zh: { export: '导出' },
  en: { export: 'Export' },
};
