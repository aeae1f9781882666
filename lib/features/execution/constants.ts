/** Executions a rule's page shows. */
export const SHOWN_EXECUTIONS = 50;
/** A worker that has not moved an execution's heartbeat for this long is taken for dead. */
export const LOST_AFTER_MS = 20_000;
/** Times an execution is taken into work before it is given up: what kills three workers would kill the fourth. */
export const MOST_ATTEMPTS = 3;
/** Findings a backtest keeps to be looked at; all are counted. */
export const MOST_SAMPLES = 50;
/** How long executions are kept; those that found nothing go sooner, and a rule has no more than so many. */
export const KEPT_MS = 30 * 24 * 60 * 60 * 1_000;
export const KEPT_EMPTY_MS = 2 * 24 * 60 * 60 * 1_000;
export const KEPT_EACH = 1_000;
/** A backtest over more than this is refused: it would read the store for hours. */
export const LONGEST_BACKTEST_DAYS = 400;
