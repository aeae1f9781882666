/** Whose names a field is asked by: Sigma's, ECS's (EQL) or Microsoft Defender's (KQL). */
export type View = "sigma" | "ecs" | "defender";

/** An interned (view, name) pair: equal references are equal fields, and `index` addresses per-field tables. */
export interface FieldRef {
  readonly view: View;
  readonly name: string;
  readonly index: number;
  /** Whether the name has stars in it and stands for every field that is like it. */
  readonly isPattern: boolean;
}

const interned = new Map<string, FieldRef>();

/** The one FieldRef of a view and a name. Names are kept as written; whether case matters is the view's business. */
export function fieldRef(view: View, name: string): FieldRef {
  const key = `${view}:${name}`;
  let ref = interned.get(key);
  if (!ref) {
    ref = { view, name, index: interned.size, isPattern: name.includes("*") };
    interned.set(key, ref);
  }
  return ref;
}
