/** A rule whose text names a list's URL. */
export interface ListUse {
  readonly ruleId: string;
  readonly title: string;
  readonly enabled: boolean;
}
