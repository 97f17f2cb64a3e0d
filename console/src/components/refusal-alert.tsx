import { Alert } from 'antd';
import type { CallError } from '../api/call.ts';

/** Why something was refused, told to screen readers at once. */
export function RefusalAlert({ error }: { error: CallError | undefined }) {
  return error ? <Alert type="error" role="alert" showIcon title={error.message} /> : null;
}
