/** Where a process row is. */
export interface ProcessRef {
  readonly hostId: number;
  /** As it is stored (`indexable`). */
  readonly key: string;
}
