import { Alert } from 'antd';
import { useEffect, useRef } from 'react';
import { Link } from '../routing/link.tsx';
import { focusIfLost } from './focus.ts';

/** What came of something that the operator did. */
export interface NoticeText {
  readonly text: string;
  /** The action was refused or failed. */
  readonly isFailure?: boolean;
  /** A page with more about it. */
  readonly link?: { readonly to: string; readonly text: string };
}

/**
 * Says what came of an action, to screen readers too: they read what comes into a place that was there before, so it
 * stands empty until then. It takes the focus of a button that the action did away with.
 */
export function Notice({ notice }: { notice: NoticeText | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  // whenever it is rendered: the button goes when the page has been read anew
  useEffect(() => {
    if (notice) focusIfLost(place.current);
  });
  return (
    <div ref={place} role="status" tabIndex={-1} className="came-of-it">
      {notice && (
        <Alert
          type={notice.isFailure ? 'error' : 'info'}
          role={notice.isFailure ? 'alert' : 'presentation'}
          showIcon
          title={notice.text}
          action={notice.link && <Link to={notice.link.to}>{notice.link.text}</Link>}
        />
      )}
    </div>
  );
}
