import { decodeBatches, isFault } from "#core/decode/decode";
import { bufferSource } from "#core/decode/source";
import { createRuleSet, type RuleSet } from "#core/detection/rule-set";
import { normalise } from "#core/normalise/normalise";
import type { Corpus } from "../corpus.ts";
import type { Lane } from "../lane.ts";
import { cpuSeconds, measure } from "../measure.ts";
import type { RulePack } from "../rules.ts";
import { readEvents, readRecords } from "./normalise.ts";

/** Events to findings with every rule of a pack, the events being there already. */
export function matchLanes(corpora: readonly Corpus[], packs: readonly RulePack[]): readonly Lane[] {
  return lanes("match", corpora, packs, async (corpus, rules) => {
    const records = await readRecords(corpus);
    return async () => {
      const events = readEvents(records);
      let findings = 0;
      const seconds = await cpuSeconds(() => {
        for (const event of events) findings += rules.match(event).length;
      });
      return { seconds, findings };
    };
  });
}

/** The whole line in memory: bytes to findings. */
export function verdictLanes(corpora: readonly Corpus[], packs: readonly RulePack[]): readonly Lane[] {
  return lanes("verdict", corpora, packs, async (corpus, rules) => async () => {
    let findings = 0;
    const seconds = await cpuSeconds(async () => {
      for await (const batch of decodeBatches(bufferSource(corpus.bytes), { file: corpus.name, lazy: true })) {
        for (const item of batch) {
          const event = isFault(item) ? item : normalise(item, { receivedAt: 0 });
          if (!("kind" in event)) findings += rules.match(event).length;
        }
      }
    });
    return { seconds, findings };
  });
}

/** Passes after which the index has chosen its clues; what choosing costs is in the lane `detect: made anew`. */
const LEARNING = 6;

type Pass = () => Promise<{ readonly seconds: number; readonly findings: number }>;

function lanes(
  name: string,
  corpora: readonly Corpus[],
  packs: readonly RulePack[],
  prepare: (corpus: Corpus, rules: RuleSet) => Promise<Pass>,
): readonly Lane[] {
  return packs.flatMap((pack) =>
    corpora.map(
      (corpus): Lane => ({
        name,
        corpus: `${corpus.name}, ${pack.name}`,
        async run() {
          const pass = await prepare(corpus, createRuleSet(pack.rules));
          let found = 0;
          const result = await measure(
            corpus,
            async () => {
              const { seconds, findings } = await pass();
              found = findings;
              return seconds;
            },
            LEARNING,
          );
          return {
            ...result,
            records: corpus.records,
            bytes: corpus.bytes.length,
            detail: `${pack.rules.length} rules, ${found} findings`,
          };
        },
      }),
    ),
  );
}
