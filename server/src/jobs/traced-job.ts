import { propertyOf } from '../lib/property-of.ts';
import { beginWork, endWork, isTraced, markFailed, traceOrder, within } from '../lib/trace.ts';

/**
 * Handles one item of background work as a trace, that of its order when it has one.
 * @param onError logs a failure, which then has been dealt with
 */
export async function tracedJob<T>(
  name: string,
  item: T,
  handle: (item: T) => Promise<void>,
  onError: (error: unknown) => void,
): Promise<void> {
  if (!isTraced()) return handle(item).catch(onError);
  const work = beginWork({ name: `job ${name}`, kind: 'internal', attributes: { 'zhixiao.job': name } });
  const orderId = propertyOf(item, 'orderId');
  const failed = (error: unknown) => {
    markFailed(work, error);
    onError(error);
  };
  await within(work, () => {
    if (typeof orderId === 'string') traceOrder(orderId);
    return handle(item).catch(failed);
  });
  endWork(work);
}
