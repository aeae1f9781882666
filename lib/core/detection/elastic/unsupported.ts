import type { MemberPath } from "./locate.ts";
import type { ElasticRule } from "./schema.ts";

export interface TypeRefusal {
  readonly message: string;
  readonly path: MemberPath;
}

/** Rule types that are compiled, and the language each is written in. */
const LANGUAGE_OF: { readonly [type: string]: string } = { eql: "eql", query: "kuery", threshold: "kuery", new_terms: "kuery" };

/** Why a rule of this type cannot run here, and what would be needed; undefined when it can. */
export function refusalOf(rule: ElasticRule): TypeRefusal | undefined {
  const message = typeRefusal(rule);
  if (message !== undefined) return { message, path: ["type"] };
  const language = rule.language ?? LANGUAGE_OF[rule.type] ?? "kuery";
  if (language === "lucene") {
    return {
      message: "Lucene queries are not supported: they need a parser of their own and scoring text fields; write the query in Kuery",
      path: ["language"],
    };
  }
  if (language !== LANGUAGE_OF[rule.type])
    return { message: `a rule of the type ${rule.type} is not written in "${language}"`, path: ["language"] };
  if (rule.query === undefined && (rule.filters ?? []).length === 0) return { message: "the rule has no query", path: ["query"] };
  return undefined;
}

function typeRefusal({ type, machine_learning_job_id: job, saved_id, query }: ElasticRule): string | undefined {
  switch (type) {
    case "esql":
      return "ES|QL rules are not supported: ES|QL is a language of pipes and tables of its own; the same can be asked in KQL";
    case "machine_learning":
      return `machine learning rules are not supported: they need the results of Elastic's anomaly detection job ${[job ?? []].flat().join(", ") || "(unnamed)"}`;
    case "threat_match":
      return "indicator match rules are not supported: they need an index of threat indicators; a list and a KQL rule can do the same";
    case "saved_query":
      return `saved query rules are not supported: the query "${saved_id ?? ""}" is kept in Kibana${query === undefined ? "" : ", and may have changed since"}`;
  }
  return Object.hasOwn(LANGUAGE_OF, type) ? undefined : `rules of the type "${type}" are not known`;
}
