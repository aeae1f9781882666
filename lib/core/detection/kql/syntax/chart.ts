import type { Token } from "./tokens.ts";

/** What `render` asks for. https://learn.microsoft.com/kusto/query/render-operator */
export interface Chart {
  /** timechart, columnchart, barchart, piechart, linechart, areachart, scatterchart, table, card, … */
  readonly kind: string;
  /** As written behind `with`, names in lower case: `title`, `xcolumn`, `ycolumns`, `series`, `legend`, `accumulate`, `kind`, … */
  readonly properties: { readonly [name: string]: string | readonly string[] };
}

/** The chart of the tokens behind `render KIND`. Several values of a property (`ycolumns = a, b`) are a list. */
export function chartOf(kind: string, tokens: readonly Token[]): Chart {
  const properties: [string, string[]][] = [];
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (token.kind === "name" && next?.text === "=") properties.push([token.text.toLowerCase(), []]);
    else if (token.kind !== "punct") properties.at(-1)?.[1].push(token.value);
  });
  return {
    kind: kind.toLowerCase(),
    properties: Object.fromEntries(properties.map(([name, values]) => [name, values.length === 1 ? (values[0] ?? "") : values])),
  };
}
