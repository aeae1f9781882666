import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { compileFile } from "../compile.ts";
import { print } from "../ir/print.ts";

const folder = path.join(import.meta.dirname, "golden");

/** A rule of each type beside what it becomes. A change of lowering shows here, and in review, as a diff of plans. */
test.each(readdirSync(folder).filter((file) => !file.endsWith(".plan.txt")))("%s becomes its golden plan", async (file) => {
  const { rules, diagnostics } = compileFile({ file, text: readFileSync(path.join(folder, file), "utf8") });
  expect(diagnostics).toEqual([]);
  const plans = rules.map(({ title, plan }) => `${title}\n${plan ? print(plan) : "refused\n"}`).join("\n");
  await expect(plans).toMatchFileSnapshot(path.join(folder, `${file.replace(/\.\w+$/, "")}.plan.txt`));
});
