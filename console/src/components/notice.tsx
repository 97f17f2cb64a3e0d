import { Alert } from 'antd';

/** What came of something that the operator did. */
export interface NoticeText {
  readonly text: string;
  /** It was heard, and came to nothing. */
  readonly isFailure?: boolean;
}

/** Says what came of an action, to screen readers too. */
export function Notice({ notice }: { notice: NoticeText | undefined }) {
  if (!notice) return null;
  return notice.isFailure ? (
    <Alert type="error" role="alert" showIcon title={notice.text} />
  ) : (
    <Alert type="info" role="status" showIcon title={notice.text} />
  );
}
