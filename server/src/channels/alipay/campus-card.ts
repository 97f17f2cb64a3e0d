import { reasonText } from '@zhixiao/contract/words/reasons';
import type { Outcome } from '../../lib/outcome.ts';
import type { CampusCard, CardHolder } from '../channel.ts';
import type { AlipayAccount, CampusContract } from './alipay-account.ts';
import type { AlipayApi } from './alipay-api.ts';
import { type Content, optionalTextOf, outcomeOf, UnexpectedContent } from './content.ts';
import { refusalOutcome } from './refusal-codes.ts';

/**
 * The card Alipay has issued to a student or member of staff. Alipay gives a link exactly for cards that
 * were opened, so the link is the evidence; its wording of the card's state is not documented.
 */
export async function findCampusCard(
  api: AlipayApi,
  account: AlipayAccount,
  contract: CampusContract,
  holder: CardHolder,
): Promise<Outcome<CampusCard>> {
  const answer = await api.call(account, {
    method: 'alipay.commerce.educate.campus.schoolcard.query',
    body: { biz_content: JSON.stringify(query(contract, holder)) },
  });
  if (answer.kind === 'unknown') return answer;
  if (answer.kind === 'refused') return refusalOutcome('campus_card', answer);
  return outcomeOf(() => readCard(answer.content, contract, holder));
}

function query(contract: CampusContract, { userNo, uid }: CardHolder): Content {
  return {
    account_id: contract.accountId,
    agreement_no: contract.agreementNo,
    school_id: contract.schoolId,
    student_id: userNo,
    ...(uid === undefined ? {} : identityOf(uid)),
  };
}

/** Applications that are given user ids know people by them, newer ones by open_ids. */
function identityOf(uid: string): Content {
  return /^2088\d{12}$/.test(uid) ? { identity: uid, identity_type: 'ALIPAY_USER_ID' } : { open_id: uid };
}

function readCard(content: Content, { schoolId }: CampusContract, { userNo }: CardHolder): CampusCard {
  const list = content.school_card_list ?? [];
  if (!Array.isArray(list))
    throw new UnexpectedContent(reasonText('field_not_list', { field: 'school_card_list' }));
  const links = list.flatMap((card: unknown) => {
    if (typeof card !== 'object' || card === null) throw new UnexpectedContent(reasonText('card_not_object'));
    const fields = card as Content;
    const isAsked =
      optionalTextOf(fields, 'school_id') === schoolId && optionalTextOf(fields, 'student_id') === userNo;
    const link = isAsked ? optionalTextOf(fields, 'schema_url') : undefined;
    return link === undefined ? [] : [link];
  });
  return { link: links[0] };
}
