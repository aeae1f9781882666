import type { Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { isInteger } from "../value/type.ts";
import type { Bound, Scope } from "./scope.ts";

type CallNode = Node & { readonly kind: "call" };

/** A row of numbers that look random and are the same for the same seed (splitmix64). */
function generator(seed: bigint): () => bigint {
  let state = BigInt.asUintN(64, seed);
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let mixed = state;
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    return mixed ^ (mixed >> 31n);
  };
}

/** Every call has numbers of its own, drawn from the query's time: nothing here knows chance. */
function numbersOf(node: CallNode, { session, uses }: Scope): () => bigint {
  uses.isVolatile = true;
  session.notices.add("rand and new_guid draw from the query's time: run again at the same time, they give the same values");
  return generator(session.now + BigInt(node.at) * 0x5851f42d4c957f2dn);
}

/** `rand()` in [0, 1), `rand(n)` a whole number below n. https://learn.microsoft.com/kusto/query/rand-function */
export function rand(node: CallNode, scope: Scope): Bound {
  const next = numbersOf(node, scope);
  const real = () => Number(next() >> 11n) / 2 ** 53;
  const [limit] = node.args.map((arg) => scope.binder.expression(arg.value, scope));
  if (!limit) return { type: "real", evaluate: real };
  if (!isInteger(limit.type) || node.args.length > 1) throw new KqlRefusal("type-clash", "rand takes one whole number", node.at);
  const named = limit.name === undefined ? {} : { name: limit.name };
  return {
    type: "real",
    ...named,
    evaluate: (cells, frame) => {
      const most = limit.evaluate(cells, frame);
      return most === null ? null : Math.floor(real() * Number(most));
    },
  };
}

/** https://learn.microsoft.com/kusto/query/new-guid-function */
export function newGuid(node: CallNode, scope: Scope): Bound {
  if (node.args.length > 0) throw new KqlRefusal("bad-argument", "new_guid takes no arguments", node.at);
  const next = numbersOf(node, scope);
  const hex = () => next().toString(16).padStart(16, "0");
  return {
    type: "guid",
    evaluate: () => {
      const [a, b] = [hex(), hex()];
      const variant = ((Number.parseInt(b[0] ?? "0", 16) & 3) | 8).toString(16);
      return `${a.slice(0, 8)}-${a.slice(8, 12)}-4${a.slice(13, 16)}-${variant}${b.slice(1, 4)}-${b.slice(4, 16)}`;
    },
  };
}
