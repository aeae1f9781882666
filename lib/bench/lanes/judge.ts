import type { RuleId } from "#core/detection/finding";
import type { Condition, Exception, ExceptionId, Subject } from "#core/exception/exception";
import { compileExceptions } from "#core/exception/judge";
import type { Lane } from "../lane.ts";
import { cpuSeconds, measureAlone } from "../measure.ts";
import { createRandom } from "../random.ts";

const EXCEPTIONS = 10_000;
const SUBJECTS = 5_000;

type Random = ReturnType<typeof createRandom>;

/** Findings against ten thousand exceptions of each kind. */
export function judgeLanes(): readonly Lane[] {
  return KINDS.map(([corpus, conditions]) => ({
    name: "judge",
    corpus,
    async run() {
      const random = createRandom(5);
      const exceptions = Array.from(
        { length: EXCEPTIONS },
        (_, index): Exception => ({
          id: `EX-${index}` as ExceptionId,
          rules: index % 2 === 0 ? [] : [`rule-${index % 5}` as RuleId],
          conditions: conditions(random),
        }),
      );
      const subjects = Array.from({ length: SUBJECTS }, () => subject(random));
      let judge = compileExceptions([]);
      const compiling = await cpuSeconds(() => {
        judge = compileExceptions(exceptions);
      });
      let silenced = 0;
      const result = await measureAlone(() => {
        silenced = 0;
        for (const piece of subjects) if (judge.silencedBy(piece, 0).length > 0) silenced++;
      });
      return {
        ...result,
        records: SUBJECTS,
        detail: `${EXCEPTIONS} exceptions compiled in ${Math.round(compiling * 1_000)} ms, ${silenced} silenced`,
      };
    },
  }));
}

const KINDS: readonly (readonly [name: string, conditions: (random: Random) => readonly Condition[]])[] = [
  ["addresses", (random) => [to(address(random))]],
  ["blocks", (random) => [to(address(random).replace(/\d+$/, "0/24"))]],
  [
    "command line + address",
    (random) => [{ field: "process.command_line", operator: "exact", values: [commandLine(random)] }, to(address(random))],
  ],
  [
    "wildcards",
    (random) => [
      { field: "process.command_line", operator: "wildcard", values: [`*\\src\\${random.below(9_000)}.proj*/m:${random.below(16)}`] },
    ],
  ],
];

function to(value: string): Condition {
  return { field: "destination.ip", operator: "address", values: [value] };
}

function address(random: Random): string {
  return `20.${random.below(64)}.${random.below(256)}.${random.below(256)}`;
}

function commandLine(random: Random): string {
  return `"C:\\Program Files\\App${random.below(500)}\\tool.exe" C:\\agent\\${random.below(99)}\\src\\${random.below(9_000)}.proj /nologo /p:Config=Release /m:${random.below(16)}`;
}

function subject(random: Random): Subject {
  const values: { readonly [field: string]: readonly string[] } = {
    "destination.ip": [address(random)],
    "process.command_line": [commandLine(random)],
    "user.name": [`user${random.below(200)}`],
    "host.name": [`HOST-${random.below(40)}`],
  };
  return { rule: `rule-${random.below(5)}` as RuleId, values: (field) => values[field] ?? [] };
}
