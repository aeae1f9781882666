import { percentileIn } from "../functions/sketches.ts";
import type { Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { cast } from "../value/cast.ts";
import { toDynamic } from "../value/compare.ts";
import { readDigest } from "../value/sketch.ts";
import { emptyOf, isNumeric, type KqlType } from "../value/type.ts";
import { folded } from "./expression-parts.ts";
import type { Bound, Scope } from "./scope.ts";

type CallNode = Node & { readonly kind: "call" };

/**
 * `percentile_tdigest(digest, rank [, typeof(type)])`: a dynamic unless the type is named.
 * https://learn.microsoft.com/kusto/query/percentile-tdigest-function
 */
export function percentileTdigest(node: CallNode, scope: Scope): Bound {
  const [first, second, third] = node.args;
  if (!first || !second || node.args.length > 3)
    throw new KqlRefusal("bad-argument", "percentile_tdigest takes a tdigest, a number and perhaps a type", node.at);
  if (third && third.value.kind !== "typeof")
    throw new KqlRefusal("bad-argument", "percentile_tdigest takes typeof(…) as its third argument", node.at);
  const to: KqlType = third?.value.kind === "typeof" ? (third.value.types[0]?.type ?? "dynamic") : "dynamic";
  const [given, rank] = [first, second].map((arg) => scope.binder.expression(arg.value, scope));
  if (given?.type !== "dynamic" || !rank || !isNumeric(rank.type))
    throw new KqlRefusal("type-clash", "percentile_tdigest takes what tdigest gave, and a number", node.at);
  const bound = folded(
    to,
    (cells, frame) => {
      const digest = readDigest(given.evaluate(cells, frame));
      const wanted = rank.evaluate(cells, frame);
      if (!digest || wanted === null) return emptyOf(to);
      const found = percentileIn(digest, Number(wanted));
      return to === "dynamic" ? toDynamic(found, digest.type) : cast(found, digest.type, to);
    },
    [given, rank],
  );
  return given.name === undefined ? bound : { ...bound, name: `percentile_tdigest_${given.name}` };
}
