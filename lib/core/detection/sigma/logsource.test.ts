import { expect, test } from "vitest";
import { compileFile } from "../compile.ts";

test.each([
  ["product: aws, service: cloudtrail", undefined],
  ["product: windows, service: security", undefined],
  ["product: linux, service: some-daemon", 'service "some-daemon"'],
  ["product: aws, service: signinlogs", 'service "signinlogs" of product "aws"'],
  ["product: windows, service: sshd", 'service "sshd" of product "windows"'],
  ["product: windows, service: nothing-known", 'service "nothing-known"'],
  ["product: acme, service: audit", 'product "acme"'],
])("%s: what nothing fills is said", (source, missing) => {
  const text = `title: t\nlogsource: { ${source} }\ndetection: { s: { a: b }, condition: s }\n`;
  const [rule] = compileFile({ file: "r.yml", text }).rules;
  const messages = rule?.diagnostics.filter(({ code }) => code === "no-source").map(({ message }) => message) ?? [];
  expect(messages.map((message) => /recognises (.*): the rule/.exec(message)?.[1])).toEqual(missing === undefined ? [] : [missing]);
});
