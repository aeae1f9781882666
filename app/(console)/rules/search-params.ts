import { ImportLineQuery } from "#features/rule/import/schema";
import { RuleQuery } from "#features/rule/schema";

type Params = { readonly [name: string]: string | readonly string[] | undefined };

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  (typeof value === "string" ? [value] : (value ?? [])).filter((part) => part !== "");

/** Levels and languages have no commas in them: `?severity=high,critical` is understood too. */
const splitListOf = (value: string | readonly string[] | undefined): readonly string[] => listOf(value).flatMap((part) => part.split(","));

const firstOf = (params: Params): Params =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const first = typeof value === "object" ? value[0] : value;
      return [name, first === "" ? undefined : first];
    }),
  );

/** The rule list's URL: `?q=&severity=high&severity=critical&tag=attack.t1059&state=refused&sort=alerts&cursor=`. */
export function parseRuleQuery(params: Params): RuleQuery {
  return RuleQuery.parse({
    ...firstOf(params),
    severity: splitListOf(params.severity),
    language: splitListOf(params.language),
    status: listOf(params.status),
    kind: listOf(params.kind),
    tag: listOf(params.tag),
    product: listOf(params.product),
    category: listOf(params.category),
    service: listOf(params.service),
  });
}

/** The URL of an import's report: `?outcome=refused&after=0.12`. */
export function parseImportLineQuery(params: Params): ImportLineQuery {
  return ImportLineQuery.parse(firstOf(params));
}
