import { codeOf } from "#lib/db/client-transaction";

/**
 * Whether Postgres refused what it was given, as against being unable to take anything: data exceptions (22), violated constraints
 * (23) and exceeded limits (54). Such an error comes again however often the same rows are sent.
 */
export function isDataError(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && ["22", "23", "54"].includes(code.slice(0, 2));
}

/**
 * Stores items together; when the data of one is refused, finds it by halving and gives it to `refuse` alone. One record that no
 * column takes costs itself and not the thousand around it.
 */
export async function storeCarefully<T>(
  items: readonly T[],
  store: (items: readonly T[]) => Promise<void>,
  refuse: (item: T, error: Error) => Promise<void>,
): Promise<void> {
  try {
    await store(items);
  } catch (error) {
    const [only] = items;
    if (!isDataError(error) || !(error instanceof Error) || only === undefined) throw error;
    if (items.length === 1) {
      await refuse(only, error);
      return;
    }
    const middle = Math.ceil(items.length / 2);
    await storeCarefully(items.slice(0, middle), store, refuse);
    await storeCarefully(items.slice(middle), store, refuse);
  }
}
