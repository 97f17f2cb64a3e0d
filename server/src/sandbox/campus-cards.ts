/** The contract for campus cards that the sandbox's school has with the emulated Alipay. */
export const CAMPUS_CONTRACT = {
  accountId: '2088000000000101',
  agreementNo: '20260901000000000001',
  schoolId: '2088000000000100',
} as const;

/** The campus card of the document's example (2.7). */
export const CARD_LINK = 'alipays://platformapi/startapp?appId=20000021&b=m&p=104601056069';

/** The people of the interface document, who have a card; nobody else has one. */
const HOLDERS = [
  { studentId: '20140548', name: '张三', userId: '2088612279536603' },
  { studentId: '20180911001', name: '李四', userId: null },
] as const;

/** Puts the cards of the sandbox's people into the emulated wallets. */
export async function seedCampusCards(sandboxUrl: string): Promise<void> {
  const { accountId, agreementNo, schoolId } = CAMPUS_CONTRACT;
  for (const { studentId, name, userId } of HOLDERS) {
    const answer = await fetch(`${sandboxUrl}/__admin/alipay/campus-cards/${schoolId}/${studentId}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        account_id: accountId,
        agreement_no: agreementNo,
        name,
        user_id: userId,
        schema_url: CARD_LINK,
      }),
    });
    if (!answer.ok) throw new Error(`the sandbox refused a campus card: ${answer.status}`);
  }
}
