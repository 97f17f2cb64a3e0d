import type { Store } from '../store.ts';
import { type Alipay, idForApp } from './alipay.ts';
import { businessError } from './alipay-error.ts';
import type { AlipayApp } from './app-store.ts';
import type { Content, Fields } from './fields.ts';

/** A campus card in a wallet; without a link it was never opened. */
export interface CampusCard {
  /** The school's own user id, and the agreement under which it gives out cards. */
  readonly schoolId: string;
  readonly accountId: string;
  readonly agreementNo: string;
  readonly studentId: string;
  readonly name: string;
  /** Whose wallet it is in. */
  readonly userId: string | null;
  readonly schemaUrl: string | null;
}

export const CAMPUS_CARD_FIELDS: Fields = {
  account_id: { required: true, max: 32 },
  agreement_no: { required: true, max: 64 },
  school_id: { required: true, pattern: /^2088\d{12}$/ },
  student_id: { required: true, max: 64 },
  identity: { max: 64 },
  identity_type: { pattern: /^ALIPAY_(?:USER|LOGON)_ID$/ },
  open_id: { max: 128 },
};

/** `alipay.commerce.educate.campus.schoolcard.query`. @throws AlipayError */
export function queryCampusCards({ store }: Alipay, app: AlipayApp, content: Content): object {
  const { identity, identity_type: type } = content;
  if ((identity === undefined) !== (type === undefined)) {
    throw businessError('INVALID_PARAMETER', '参数无效：identity 与 identity_type 须同时传入');
  }
  const cards = cardsOfSchool(store, content.school_id ?? '');
  const isSigned = cards.some(
    ({ accountId, agreementNo }) => accountId === content.account_id && agreementNo === content.agreement_no,
  );
  if (!isSigned) throw businessError('AGREEMENT_NOT_EXIST', '协议不存在');
  const isHolder = ({ userId }: CampusCard) => {
    if (identity === undefined && content.open_id === undefined) return true;
    return userId !== null && (userId === identity || idForApp(app, userId) === content.open_id);
  };
  return {
    school_card_list: cards
      .filter((card) => card.studentId === content.student_id && isHolder(card))
      .map(({ name, schemaUrl, schoolId, studentId }) => ({
        name,
        protocol_status: schemaUrl === null ? 'TEMP' : 'NORMAL',
        school_id: schoolId,
        student_id: studentId,
        ...(schemaUrl === null ? {} : { schema_url: schemaUrl }),
      })),
  };
}

export function saveCampusCard(store: Store, card: CampusCard): void {
  store
    .prepare(
      `insert into alipay_campus_cards (school_id, student_id, account_id, agreement_no, name, user_id, schema_url)
       values (?, ?, ?, ?, ?, ?, ?)
       on conflict (school_id, student_id) do update set account_id = excluded.account_id,
         agreement_no = excluded.agreement_no, name = excluded.name, user_id = excluded.user_id,
         schema_url = excluded.schema_url`,
    )
    .run(
      card.schoolId,
      card.studentId,
      card.accountId,
      card.agreementNo,
      card.name,
      card.userId,
      card.schemaUrl,
    );
}

function cardsOfSchool(store: Store, schoolId: string): CampusCard[] {
  return store
    .prepare(
      `select school_id as schoolId, student_id as studentId, account_id as accountId, agreement_no as agreementNo, name,
              user_id as userId, schema_url as schemaUrl
         from alipay_campus_cards where school_id = ?`,
    )
    .all(schoolId) as unknown as CampusCard[];
}
