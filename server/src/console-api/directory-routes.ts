import type { RosterNews as RosterTold } from '@zhixiao/console/contract/directory';
import { Type } from 'typebox';
import { bindPerson, type OperatorOf, unbindPayer } from '../directory/bind-person.ts';
import { exportRoster } from '../directory/export-roster.ts';
import { freezePerson } from '../directory/freeze-person.ts';
import { importUpload, type RosterNews } from '../directory/import-upload.ts';
import { lookUp } from '../directory/look-up.ts';
import type { Actor } from '../directory/person.ts';
import type { Export } from '../lib/export/export.ts';
import { apiRefusal } from './refusal-answer.ts';
import { type Asking, type Route, route } from './route.ts';

const ID = Type.String({ maxLength: 64 });
const TEXT = Type.String({ pattern: '\\S', maxLength: 128 });
const REASON = Type.String({ pattern: '\\S', maxLength: 200 });
const FREEZING = Type.Object({ schoolId: ID, userNo: TEXT, reason: REASON });
/** What the page sends of a file of 5.5 MB, in base64. */
const ROSTER_MAX_CHARACTERS = 7_400_000;
const READING = { permission: 'people.read', scope: 'schools', proof: 'session' } as const;
const MANAGING = { permission: 'people.manage', scope: 'schools', proof: 'session' } as const;

/** A school's people. */
export const DIRECTORY_ROUTES: readonly Route[] = [
  route('POST /directory/find', {
    ...READING,
    audit: { action: 'person.find', details: ['by'] },
    params: Type.Object({ schoolId: ID, by: Type.Enum(['user_no', 'user_name', 'uid']), text: TEXT }),
    async answer({ core, operator, note }, { schoolId, by, text }) {
      const inquiry = { schoolId, actor: actorOf(operator), action: 'find' } as const;
      const people = await lookUp(core, inquiry, by, text.trim());
      note({ details: { found: people.map(({ openId }) => openId) } });
      return {
        people: people.map(({ openId, userNo, userName, sex, identityType, frozen, bindings }) => ({
          openId,
          userNo,
          userName,
          sex,
          identityType,
          frozen,
          bindings,
        })),
      };
    },
  }),
  route('POST /directory/bind', {
    ...MANAGING,
    audit: { action: 'person.bind', details: ['channel'] },
    params: Type.Object({ schoolId: ID, userNo: TEXT, channel: Type.Enum(['wechat', 'alipay']), uid: TEXT }),
    async answer(asking, { schoolId, userNo, channel, uid }) {
      await bindPerson(asking.core, telling(asking, schoolId), userNo, { channel, uid: uid.trim() });
      return {};
    },
  }),
  route('POST /directory/unbind', {
    ...MANAGING,
    audit: { action: 'person.unbind', details: ['reason'] },
    params: Type.Object({ schoolId: ID, uid: TEXT, reason: REASON }),
    async answer(asking, { schoolId, uid }) {
      await unbindPayer(asking.core, telling(asking, schoolId), uid.trim());
      return {};
    },
  }),
  route('POST /directory/freeze', {
    ...MANAGING,
    audit: { action: 'person.freeze', details: ['reason'] },
    params: FREEZING,
    async answer(asking, { schoolId, userNo }) {
      await freezePerson(asking.core, telling(asking, schoolId), userNo, true);
      return {};
    },
  }),
  route('POST /directory/unfreeze', {
    ...MANAGING,
    audit: { action: 'person.unfreeze', details: ['reason'] },
    params: FREEZING,
    async answer(asking, { schoolId, userNo }) {
      await freezePerson(asking.core, telling(asking, schoolId), userNo, false);
      return {};
    },
  }),
  route('POST /directory/roster', {
    ...MANAGING,
    bodyLimitBytes: 8 * 1024 * 1024,
    audit: { action: 'roster.import', details: ['isPreview', 'identityType'] },
    params: Type.Object({
      schoolId: ID,
      // an empty file is told as one
      content: Type.String({ maxLength: ROSTER_MAX_CHARACTERS }),
      isPreview: Type.Boolean(),
      identityType: Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal(2)]),
    }),
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
    params: Type.Object({ schoolId: ID, reason: REASON }),
    async answer({ core, operator }, { schoolId }): Promise<Export> {
      const texts = exportRoster(core, schoolId, actorOf(operator));
      return { contentType: 'text/csv; charset=utf-8', fileName: '人员名册.csv', body: bytes(texts) };
    },
  }),
];

/** The operator, with whom it is about told to the audit log. */
function telling({ operator, note }: Asking, schoolId: string): OperatorOf {
  return { schoolId, actor: actorOf(operator), onPerson: (openId) => note({ subject: openId }) };
}

function actorOf({ account }: Asking['operator']): Actor {
  return { kind: 'operator', name: account };
}

async function* lines(news: AsyncIterable<RosterNews>): AsyncGenerator<Buffer> {
  for await (const one of news) yield Buffer.from(`${JSON.stringify(toldNews(one))}\n`);
}

function toldNews(news: RosterNews): RosterTold {
  return news.kind === 'refused' ? { kind: news.kind, ...apiRefusal(news.refusal) } : news;
}

async function* bytes(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const text of texts) yield Buffer.from(text);
}
