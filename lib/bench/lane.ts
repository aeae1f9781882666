/** What a lane measured. CPU seconds are of one pass over `records`, user and system, the median of `runs` passes. */
export interface LaneResult {
  readonly records: number;
  readonly cpuSeconds: number;
  readonly runs: number;
  /** Bytes of input a pass went through, where it has any. */
  readonly bytes?: number;
  /** CPU time of the pass over that of splitting and `JSON.parse`-ing the same bytes: the median of pairs run in turn. */
  readonly ratioToParse?: number;
  /** What else is worth knowing: rules loaded, findings, misses. */
  readonly detail?: string;
}

/** One thing to measure on one corpus. A lane prepares what it needs in `run`, before it starts the clock. */
export interface Lane {
  /** What people select it by: `npm run bench -- decode`. Several lanes may share a name. */
  readonly name: string;
  /** What it runs over. */
  readonly corpus: string;
  run(): Promise<LaneResult>;
}
