import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { compileStored } from "#core/detection/compile-stored";
import { disconnect } from "#lib/db/client";
import { systemActor } from "../../account/system.ts";
import { getRule } from "../data.ts";
import { setRulesEnabled } from "../enable/mutations.ts";
import { storeRules } from "../mutations.ts";

afterAll(disconnect);
const actor = systemActor("test");
const store = (text: string) => storeRules(actor, compileStored({ file: "a.yml", text }).rules, { builtIn: false });

test("a rule knows what counts it, what narrows it and what it stands on; a correlation waits for a rule that is not there", async () => {
  const [base, many, filter] = [randomUUID(), randomUUID(), randomUUID()];
  const name = `base_${base.slice(0, 8)}`;
  await store(`title: Many
id: ${many}
correlation: { type: event_count, rules: [${name}], group-by: [Computer], timespan: 5m, condition: { gte: 3 } }
level: high
`);
  expect((await getRule(many))?.links).toMatchObject({ uses: [], waitsFor: [name], isSilent: false });
  await store(`title: Base
id: ${base}
name: ${name}
logsource: { product: windows, category: process_creation }
detection: { selection: { Image: x }, condition: selection }
level: low
`);
  await store(`title: Not there
id: ${filter}
logsource: { product: windows, category: process_creation }
filter: { rules: [${name}], selection: { Computer: loft }, condition: not selection }
`);
  expect((await getRule(many))?.links).toEqual({
    uses: [{ id: base, title: "Base", enabled: true }],
    usedBy: [],
    filteredBy: [],
    waitsFor: [],
    isSilent: false,
  });
  expect((await getRule(base))?.links).toEqual({
    uses: [],
    usedBy: [{ id: many, title: "Many", enabled: true }],
    filteredBy: [{ id: filter, title: "Not there", enabled: true }],
    waitsFor: [],
    isSilent: true,
  });
  expect((await getRule(filter))?.links).toMatchObject({ uses: [{ id: base }] });
  expect((await getRule(base))?.plan).toContain("loft");
  await setRulesEnabled(actor, { ruleIds: [many], enabled: false });
  expect((await getRule(base))?.links).toMatchObject({ usedBy: [{ id: many, enabled: false }], isSilent: false });
});
