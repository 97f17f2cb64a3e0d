import { ROSTER_NEWS } from '@zhixiao/contract/console/directory';
import { bindPerson, type OperatorOf, unbindPayer } from '../../directory/bind-person.ts';
import { exportRoster } from '../../directory/export-roster.ts';
import { freezePerson } from '../../directory/freeze-person.ts';
import { importUpload, type RosterNews } from '../../directory/import-upload.ts';
import { lookUp } from '../../directory/look-up.ts';
import type { NamedActor } from '../../directory/person.ts';
import { answerWriter } from '../../http/select-answer.ts';
import type { Export } from '../../lib/export/export.ts';
import { refusalWords } from '../refusals.ts';
import { personView } from './directory-views.ts';
import { type OperatorContext, type Route, route } from './route.ts';

const READING = { permission: 'people.read', scope: 'schools', proof: 'session' } as const;
const MANAGING = { permission: 'people.manage', scope: 'schools', proof: 'session' } as const;

/** A school's people. */
export const DIRECTORY_ROUTES: readonly Route[] = [
  route('POST /directory/find', {
    ...READING,
    audit: { action: 'person.find', details: ['by'], alone: true },
    async answer({ core, operator, note }, { schoolId, by, text }) {
      const inquiry = { schoolId, actor: actorOf(operator), action: 'find' } as const;
      const people = await lookUp(core, inquiry, by, text.trim());
      const typed = by === 'user_name' ? [] : [{ schoolId, [by === 'uid' ? 'uid' : 'userNo']: text }];
      note({ details: { found: people.map(({ openId }) => openId) }, people: [...typed, ...people] });
      return { people: people.map(personView) };
    },
  }),
  route('POST /directory/bind', {
    ...MANAGING,
    audit: { action: 'person.bind', details: ['channel'] },
    async answer(context, { schoolId, userNo, channel, uid }) {
      await bindPerson(context.core, ofOperator(context, schoolId), userNo, { channel, uid: uid.trim() });
      return {};
    },
  }),
  route('POST /directory/unbind', {
    ...MANAGING,
    audit: { action: 'person.unbind', details: ['reason'] },
    async answer(context, { schoolId, uid }) {
      await unbindPayer(context.core, ofOperator(context, schoolId), uid.trim());
      return {};
    },
  }),
  route('POST /directory/freeze', {
    ...MANAGING,
    audit: { action: 'person.freeze', details: ['reason'] },
    async answer(context, { schoolId, userNo }) {
      await freezePerson(context.core, ofOperator(context, schoolId), userNo, true);
      return {};
    },
  }),
  route('POST /directory/unfreeze', {
    ...MANAGING,
    audit: { action: 'person.unfreeze', details: ['reason'] },
    async answer(context, { schoolId, userNo }) {
      await freezePerson(context.core, ofOperator(context, schoolId), userNo, false);
      return {};
    },
  }),
  route('POST /directory/roster', {
    ...MANAGING,
    bodyLimitBytes: 8 * 1024 * 1024,
    // the import runs while the answer is sent, in many commits; its audit entry is committed before the first
    audit: { action: 'roster.import', details: ['isPreview', 'identityType'], alone: true },
    async answer({ core, operator }, { schoolId, content, isPreview, identityType }) {
      const roster = { schoolId, actor: actorOf(operator), preview: isPreview, identityType };
      const news = importUpload(core, Buffer.from(content, 'base64'), roster);
      return { contentType: 'application/x-ndjson', fileName: 'import.ndjson', body: lines(news) };
    },
  }),
  route('GET /directory/roster', {
    ...MANAGING,
    proof: 'fresh',
    audit: { action: 'roster.export', details: ['reason'] },
    async answer({ core, operator, note }, { schoolId }): Promise<Export> {
      note({ people: [{ schoolId, isEverybody: true }] });
      const texts = exportRoster(core, schoolId, actorOf(operator));
      return { contentType: 'text/csv; charset=utf-8', fileName: '人员名册.csv', body: bytes(texts) };
    },
  }),
];

/** The operator. The audit entry gets the person as its subject. */
function ofOperator({ operator, note }: OperatorContext, schoolId: string): OperatorOf {
  return {
    schoolId,
    actor: actorOf(operator),
    onPerson: (openId) => note({ subject: openId, people: [{ schoolId, openId }] }),
  };
}

function actorOf({ account }: OperatorContext['operator']): NamedActor {
  return { kind: 'operator', name: account };
}

const writeNews = answerWriter(ROSTER_NEWS);

async function* lines(news: AsyncIterable<RosterNews>): AsyncGenerator<Buffer> {
  for await (const one of news) {
    const line =
      one.kind === 'refused' ? { kind: one.kind, code: one.refusal.code, ...refusalWords(one.refusal) } : one;
    yield Buffer.from(`${writeNews(line)}\n`);
  }
}

async function* bytes(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const text of texts) yield Buffer.from(text);
}
