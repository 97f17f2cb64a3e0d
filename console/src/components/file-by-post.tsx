import type { RouteKey, Routes } from '@zhixiao/contract/console/routes';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { fetchFile } from '../api/follow.ts';
import { useAction } from '../api/use-action.ts';
import { RefusalAlert } from './refusal-alert.tsx';

/** A route that answers a file to what stands in no address. */
export type PostedFileKey = {
  [K in RouteKey]: Routes[K]['answer'] extends 'file' ? K & `POST ${string}/export` : never;
}[RouteKey];

/** Takes away a file that is asked for with a body, as whom it is about must not stand in its address. */
export function FileByPost<K extends PostedFileKey>(props: {
  list: K;
  params: Routes[K]['params'];
  children: ReactNode;
}) {
  const { run, isBusy, error } = useAction(async () => {
    const { file, name } = await fetchFile(props.list, props.params);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = name;
    link.click();
    // the browser has begun to read it when it is asked for
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  });
  return (
    <>
      <Button onClick={() => void run()} loading={isBusy}>
        {props.children}
      </Button>
      <RefusalAlert error={error} />
    </>
  );
}
