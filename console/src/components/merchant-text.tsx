import { useWords } from '../language/language.tsx';
import { CopyButton } from './copy-button.tsx';

/** A merchant by the number that finance knows, and the application at the channel where that is another one. */
export function MerchantText(props: {
  merchant?: string | undefined;
  application?: string | undefined;
  /** Said where the account's record cannot be used. */
  channelAccountId: string;
}) {
  const { merchant, application, channelAccountId } = props;
  const words = useWords(WORDS);
  const number = merchant ?? channelAccountId;
  return (
    <span className="two-lines">
      <span className="copied-text">
        <span className="number">{number}</span>
        <CopyButton text={number} />
      </span>
      {application !== undefined && (
        <span>
          {words.application} <span className="number">{application}</span>
        </span>
      )}
    </span>
  );
}

const WORDS = { zh: { application: '应用' }, en: { application: 'Application' } };
