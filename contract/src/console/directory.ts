import { Type } from 'typebox';
import { CHANNELS } from '../codes/channels.ts';
import { LOOK_UPS } from '../codes/directory.ts';
import { FLAG, NOTHING, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { API_REFUSAL } from './error.ts';
import { ID, REASON } from './fields.ts';
import { FILE, type RouteSchemas } from './list.ts';

/** As `IdentityType`. */
export const IDENTITY_TYPE = Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal(2)]);

/** Somebody in a school's directory. */
export const PERSON_VIEW = Type.Object({
  openId: TEXT,
  userNo: TEXT,
  userName: TEXT,
  sex: Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal(2)]),
  identityType: IDENTITY_TYPE,
  frozen: FLAG,
  bindings: Type.Array(Type.Object({ channel: oneOf(CHANNELS), uid: TEXT })),
});
export type PersonView = Of<typeof PERSON_VIEW>;

/** A person's number or name, or an account's at a channel. */
const PERSONAL = Type.String({ pattern: '\\S', maxLength: 128 });
/** What the page sends of a file of 5.5 MB, in base64. */
const ROSTER_MAX_CHARACTERS = 7_400_000;
const FREEZING = Type.Object({ schoolId: ID, userNo: PERSONAL, reason: REASON });

export const DIRECTORY_ROUTES = {
  /** Whoever is looked up is kept; what was looked for is in no address. */
  'POST /directory/find': {
    params: Type.Object({ schoolId: ID, by: oneOf(LOOK_UPS), text: PERSONAL }),
    answer: Type.Object({ people: Type.Array(PERSON_VIEW) }),
  },
  'POST /directory/bind': {
    params: Type.Object({ schoolId: ID, userNo: PERSONAL, channel: oneOf(CHANNELS), uid: PERSONAL }),
    answer: NOTHING,
  },
  'POST /directory/unbind': {
    params: Type.Object({ schoolId: ID, uid: PERSONAL, reason: REASON }),
    answer: NOTHING,
  },
  'POST /directory/freeze': { params: FREEZING, answer: NOTHING },
  'POST /directory/unfreeze': { params: FREEZING, answer: NOTHING },
  /** Answers `RosterNews` line by line while the file is read. */
  'POST /directory/roster': {
    params: Type.Object({
      schoolId: ID,
      /** The file in base64; an empty file has a refusal of its own. */
      content: Type.String({ maxLength: ROSTER_MAX_CHARACTERS }),
      /** Only counts and checks; nothing is written. */
      isPreview: FLAG,
      /** What new people are whose line does not say it. */
      identityType: IDENTITY_TYPE,
    }),
    answer: FILE,
  },
  /** Names and numbers of everybody: why it is wanted goes to the audit log. */
  'GET /directory/roster': { params: Type.Object({ schoolId: ID, reason: REASON }), answer: FILE },
} satisfies Record<string, RouteSchemas>;

/** How many lines, and the numbers of the first of them. */
const LINES = Type.Object({ count: WHOLE, first: Type.Array(WHOLE) });
export type ReportedLines = Of<typeof LINES>;

/** The same in both languages. */
const SENTENCE = Type.Object({ zh: TEXT, en: TEXT });

/** The parts of a file that were read, and those that were skipped because they are hidden. */
const ROSTER_SOURCE = Type.Object({
  /** Of a workbook. */
  sheet: Type.Optional(TEXT),
  otherSheets: Type.Array(Type.Object({ name: TEXT, isHidden: FLAG })),
  headingLine: WHOLE,
  /** Lines with text above the headings. */
  linesAbove: WHOLE,
  hiddenLines: LINES,
  hiddenColumns: Type.Array(TEXT),
  /** Headings that mean nothing here. */
  ignoredColumns: Type.Array(TEXT),
  /** Of text: the character between its cells. */
  separator: Type.Optional(TEXT),
  encodings: Type.Array(TEXT),
});

/** One line of the answer to an import, each as JSON. */
export const ROSTER_NEWS = Type.Union([
  /** `share` of the file, 0 to 1. */
  Type.Object({ kind: Type.Literal('progress'), lines: WHOLE, share: Type.Number() }),
  Type.Object({ kind: Type.Literal('error'), line: WHOLE, field: TEXT, message: SENTENCE }),
  Type.Object({ kind: Type.Literal('refused'), ...API_REFUSAL.properties }),
  Type.Object({
    kind: Type.Literal('report'),
    lines: WHOLE,
    created: WHOLE,
    changed: WHOLE,
    unchanged: WHOLE,
    bound: WHOLE,
    failed: WHOLE,
    /** Lines whose numbers may have lost zeros at their front. */
    shortNumbers: LINES,
    source: ROSTER_SOURCE,
  }),
]);
export type RosterNews = Of<typeof ROSTER_NEWS>;
