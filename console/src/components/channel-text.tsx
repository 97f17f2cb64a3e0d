import type { ChannelName } from '@zhixiao/contract/codes/channels';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { useWords } from '../language/language.tsx';

/** A channel by its name. */
export function ChannelText({ channel }: { channel: ChannelName | undefined }) {
  const names = useWords(CHANNEL_NAMES);
  return channel === undefined ? null : <span className="figures">{names[channel]}</span>;
}
