/** Told what was seen, by the number it was entered with; may be told twice. */
export interface Sink {
  see(id: number): void;
}

/** A text to look for, folded, and its number. */
export interface Needle {
  readonly id: number;
  readonly text: string;
}
