import { readAlipayBill } from './alipay/read-bill.ts';
import type { BillContent } from './bill.ts';
import type { ChannelWith } from './channel.ts';
import { readWechatBill } from './wechat/read-bill.ts';

/** What reads the bills of each channel that has them. The thread that runs it loads nothing else of a channel. */
const READERS = { wechat: readWechatBill, alipay: readAlipayBill } satisfies Readonly<
  Record<ChannelWith<'bills'>, unknown>
>;

/** What each channel's bill must be. */
type Expected = { readonly [C in keyof typeof READERS]: Parameters<(typeof READERS)[C]>[1] };
type FileOf<C extends keyof Expected> = {
  readonly [K in C]: { readonly channel: K; readonly file: Uint8Array } & Expected[K];
}[C];

/** A downloaded file, and what its bill must be. */
export type BillFile = FileOf<keyof Expected>;

/**
 * What a file says; `blank` when there is nothing in it and no hash that proves that there is nothing.
 * @throws UnreadableBill
 */
export async function readBill<C extends keyof Expected>(bill: FileOf<C>): Promise<BillContent | 'blank'> {
  const readers: { readonly [K in keyof Expected]: Reader<Expected[K]> } = READERS;
  return readers[bill.channel](
    Buffer.from(bill.file.buffer, bill.file.byteOffset, bill.file.byteLength),
    bill,
  );
}

type Reader<T> = (file: Buffer, bill: T) => Promise<BillContent | 'blank'>;
