import type { FourEyes, FourEyesView, Submitted } from './changes.ts';
import type { ExportWish, File, Listed, ListWish, NameFilter, Nothing } from './list.ts';

export interface SchoolView extends FourEyesView {
  readonly schoolId: string;
  readonly name: string;
  /** An operator refunds up to this much of a payment alone, in fen. */
  readonly refundApprovalAbove: number;
}

/** What is left out stays. */
export interface SchoolChange {
  readonly schoolId: string;
  readonly name: string;
  readonly refundApprovalAbove: number;
  readonly fourEyes?: FourEyes;
}

/** Where a school's campus cards open. */
export interface CardLinkView {
  /** An `alipays://` link with `{user_no}` and `{open_id}`. */
  readonly template?: string;
  /** The Alipay applications that a card link may open. */
  readonly appIds: readonly string[];
}

export interface SchoolRoutes {
  /** All of them, unless a page is asked for. */
  'GET /schools': {
    readonly params: ListWish & NameFilter;
    readonly answer: Listed<SchoolView>;
  };
  'GET /schools/export': {
    readonly params: ExportWish & NameFilter;
    readonly answer: File;
  };
  'POST /schools': {
    readonly params: { readonly newSchoolId: string; readonly name: string };
    readonly answer: Nothing;
  };
  'PUT /schools/:schoolId': { readonly params: SchoolChange; readonly answer: Submitted | Nothing };
  'GET /schools/:schoolId/card-link': {
    readonly params: { readonly schoolId: string };
    readonly answer: CardLinkView;
  };
  'PUT /schools/:schoolId/card-link': {
    /** An empty template takes it away. */
    readonly params: {
      readonly schoolId: string;
      readonly template: string;
      readonly appIds: readonly string[];
    };
    readonly answer: Submitted | Nothing;
  };
}
