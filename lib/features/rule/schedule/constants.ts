const DAY = 86_400;

/** What a person may set, in seconds. */
export const SHORTEST_EVERY = 60;
export const LONGEST_EVERY = 30 * DAY;
export const LONGEST_LOOK_BACK = 90 * DAY;
export const MOST_ALERTS = 10_000;
