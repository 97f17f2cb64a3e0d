/** What a route is asked with. */
export interface Example {
  /** Well-formed, of nothing that is there or of the operator's own school. */
  readonly own: object;
  /** About things of the school `foreign`. */
  readonly foreign?: readonly object[];
}
