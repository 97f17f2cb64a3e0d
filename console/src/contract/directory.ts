import type { ApiRefusal } from './error.ts';
import type { File, Nothing } from './list.ts';

/** As in the interface document: 0 temporary, 1 student, 2 staff. */
export type IdentityType = 0 | 1 | 2;

/** Somebody in a school's directory. */
export interface PersonView {
  readonly openId: string;
  readonly userNo: string;
  readonly userName: string;
  /** 0 unknown, 1 male, 2 female. */
  readonly sex: 0 | 1 | 2;
  readonly identityType: IdentityType;
  readonly frozen: boolean;
  readonly bindings: readonly { readonly channel: 'wechat' | 'alipay'; readonly uid: string }[];
}

/** One line of the answer to an import, each as JSON. */
export type RosterNews =
  /** `share` of the file, 0 to 1. */
  | { readonly kind: 'progress'; readonly lines: number; readonly share: number }
  | { readonly kind: 'error'; readonly line: number; readonly field: string; readonly message: Sentence }
  | ({ readonly kind: 'refused' } & ApiRefusal)
  | {
      readonly kind: 'report';
      readonly lines: number;
      readonly created: number;
      readonly changed: number;
      readonly unchanged: number;
      readonly bound: number;
      readonly failed: number;
      /** Lines whose numbers may have lost zeros at their front. */
      readonly shortNumbers: LinesTold;
      readonly source: RosterSource;
    };

/** The same in both languages. */
export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

/** How many lines, and the numbers of the first of them. */
export interface LinesTold {
  readonly count: number;
  readonly first: readonly number[];
}

/** What was read of a file, and what was not because nobody would have seen it there. */
export interface RosterSource {
  /** Of a workbook. */
  readonly sheet?: string | undefined;
  readonly otherSheets: readonly { readonly name: string; readonly isHidden: boolean }[];
  readonly headingLine: number;
  /** Lines with text above the headings. */
  readonly linesAbove: number;
  readonly hiddenLines: LinesTold;
  readonly hiddenColumns: readonly string[];
  /** Headings that mean nothing here. */
  readonly ignoredColumns: readonly string[];
  /** Of text: the character between its cells. */
  readonly separator?: string | undefined;
  readonly encodings: readonly string[];
}

type Freezing = { readonly schoolId: string; readonly userNo: string; readonly reason: string };

export interface DirectoryRoutes {
  /** Whoever is looked up is kept; what was looked for is in no address. */
  'POST /directory/find': {
    readonly params: {
      readonly schoolId: string;
      readonly by: 'user_no' | 'user_name' | 'uid';
      readonly text: string;
    };
    readonly answer: { readonly people: readonly PersonView[] };
  };
  'POST /directory/bind': {
    readonly params: {
      readonly schoolId: string;
      readonly userNo: string;
      readonly channel: 'wechat' | 'alipay';
      readonly uid: string;
    };
    readonly answer: Nothing;
  };
  'POST /directory/unbind': {
    readonly params: { readonly schoolId: string; readonly uid: string; readonly reason: string };
    readonly answer: Nothing;
  };
  'POST /directory/freeze': { readonly params: Freezing; readonly answer: Nothing };
  'POST /directory/unfreeze': { readonly params: Freezing; readonly answer: Nothing };
  /** Answers `RosterNews` line by line while the file is read. */
  'POST /directory/roster': {
    readonly params: {
      readonly schoolId: string;
      /** The file in base64. */
      readonly content: string;
      /** Only counts and checks; nothing is written. */
      readonly isPreview: boolean;
      /** What new people are whose line does not say it. */
      readonly identityType: IdentityType;
    };
    readonly answer: File;
  };
  /** Names and numbers of everybody: why it is wanted goes to the audit log. */
  'GET /directory/roster': {
    readonly params: { readonly schoolId: string; readonly reason: string };
    readonly answer: File;
  };
}
