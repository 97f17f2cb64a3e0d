import { Button } from 'antd';
import type { MouseEvent, ReactNode } from 'react';
import { CallError, call } from '../api/call.ts';
import { useSessionReload } from '../session/session.tsx';

/** A link to a file. A session that is over is found before it is followed: a download could not say so. */
export function DownloadButton(props: { href: string; size?: 'small'; children: ReactNode }) {
  const { href, size = 'middle', children } = props;
  const reloadSession = useSessionReload();
  const follow = async (event: MouseEvent) => {
    event.preventDefault();
    try {
      await call('GET /session');
      window.location.assign(href);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      reloadSession();
    }
  };
  return (
    <Button size={size} href={href} download onClick={follow}>
      {children}
    </Button>
  );
}
