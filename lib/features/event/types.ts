import type { Event } from "#core/event/event";

/** An event on its way into the table, with the record as it will be kept. */
export interface NewEvent {
  readonly event: Event;
  readonly hostId: number;
  readonly raw: string;
  /** The process that its pid turned out to be, where the event itself has no key for it. */
  readonly processKey?: string | undefined;
}
