import type { CatalogNames, HuntCheck, HuntColumn } from "#features/hunt/types";

/** What the server knows of names. Asked once a page, and once for each query whose columns are wanted. */
export interface Knowledge {
  readonly catalog: () => Promise<CatalogNames | null>;
  /** The columns a KQL query gives; null when it cannot be told. */
  readonly columnsOf: (query: string) => Promise<readonly HuntColumn[] | null>;
  readonly check: (language: string, text: string, signal: AbortSignal) => Promise<HuntCheck | null>;
}

/** Most queries whose columns are remembered. */
const REMEMBERED = 100;

export function newKnowledge(): Knowledge {
  let catalog: Promise<CatalogNames | null> | null = null;
  const columns = new Map<string, Promise<readonly HuntColumn[] | null>>();
  const check = async (language: string, text: string, signal?: AbortSignal): Promise<HuntCheck | null> =>
    answerOf<HuntCheck>(
      fetch("/api/hunts/check", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ language, text }),
        ...(signal && { signal }),
      }),
    );
  return {
    catalog: () => {
      catalog ??= answerOf<CatalogNames>(fetch("/api/hunts/catalog")).then((names) => {
        // The server may be restarting: the next word asks again.
        if (names === null) catalog = null;
        return names;
      });
      return catalog;
    },
    columnsOf: (query) => {
      const key = query.trim();
      const known = columns.get(key);
      if (known) return known;
      const asked = check("kql", key).then((answer) => answer?.columns ?? null);
      if (columns.size >= REMEMBERED) columns.clear();
      columns.set(key, asked);
      return asked;
    },
    check,
  };
}

async function answerOf<T>(request: Promise<Response>): Promise<T | null> {
  try {
    const response = await request;
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
