import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

/**
 * Who may come in, and what is read of what they bring: every route, action and loader asks who is there before it does anything else.
 * A new one that does not ask fails here; one that is open to everybody stands in `OPEN` with its reason.
 */
const root = path.resolve(import.meta.dirname, "..");
const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => /^(app|lib\/features)\/.*\.tsx?$/.test(file) && existsSync(path.join(root, file)));

interface Door {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

/** The exported functions of a file, each as its text. Formatted code ends a top-level declaration with a line that is not indented. */
function doorsOf(file: string): readonly Door[] {
  const text = readFileSync(path.join(root, file), "utf8");
  return [...text.matchAll(/^export (?:async function|const) (\w+)(?:.*;$|[\s\S]*?^\}?\)?;?$)/gm)].map((match) => ({
    name: `${file} ${match[1]}`,
    file,
    text: match[0],
  }));
}

const doorsIn = (files: RegExp): readonly Door[] => tracked.filter((file) => files.test(file)).flatMap(doorsOf);

const OPEN: { readonly [door: string]: string } = {
  "app/api/auth/[...all]/route.ts POST": "whoever signs in is not signed in yet",
  "app/api/health/route.ts GET": "a monitor has no account; it names no host, address or account",
  "lib/features/account/actions.ts setUp": "the first account is made through the one-time link",
  "lib/features/account/loaders.ts loadActor": "it is the question itself",
  "lib/features/account/loaders.ts loadSetup": "says whether the link opens anything before there is an account",
  "lib/features/account/loaders.ts tokenActor": "it is the question itself",
};

const GUARD = /await (?:requireActor|requireSession|loadActor|tokenActor)\(/;
const WRITES = /\.ts (?:POST|PUT|PATCH|DELETE)$/;

const routes = doorsIn(/^app\/.*\/route\.ts$/).filter(({ name }) => /\.ts (?:GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE)$/.test(name));
const actions = doorsIn(/^lib\/features\/.*\/actions\.ts$/);
const loaders = doorsIn(/^lib\/features\/.*\/loaders\.ts$/);
const doors = [...routes, ...actions, ...loaders];

/** Whether the first thing waited for is the answer to who is there: nothing is read or written before it. */
function asksFirst({ text }: Door): boolean {
  const body = text.slice(text.indexOf("{")).replace(/await params\b/g, "");
  return GUARD.exec(body)?.index === /\bawait /.exec(body)?.index && GUARD.test(body);
}

test("every door is found", () => {
  expect(routes.length).toBeGreaterThanOrEqual(20);
  expect(actions.length).toBeGreaterThanOrEqual(30);
  expect(loaders.length).toBeGreaterThanOrEqual(30);
  // An export of another form would go unseen.
  const exported = tracked
    .filter((file) => /\/(route|actions|loaders)\.ts$/.test(file))
    .flatMap((file) => [...readFileSync(path.join(root, file), "utf8").matchAll(/^export (?!type |interface )/gm)].map(() => file));
  const others = ["dynamic"];
  const found = doorsIn(/\/(route|actions|loaders)\.ts$/);
  expect(exported.length).toBe(found.length);
  expect(found.filter(({ name }) => !doors.some((door) => door.name === name)).map(({ name }) => name.split(" ")[1])).toEqual(others);
});

test.each(doors.filter(({ name }) => OPEN[name] === undefined))("$name asks who is there before anything else", (door) => {
  expect(asksFirst(door)).toBe(true);
});

test("no door is called open that asks, or is there no more", () => {
  expect(Object.keys(OPEN).filter((name) => !doors.some((door) => door.name === name && !asksFirst(door)))).toEqual([]);
});

/** What not everybody who is signed in may (features/account/role). */
const NEEDED: readonly (readonly [doors: RegExp, permission: string])[] = [
  [/^lib\/features\/list\/actions\.ts /, "lists"],
  [/^app\/api\/lists\/route\.ts POST$/, "lists"],
  [/^lib\/features\/account\/actions\.ts (?:create|revoke)Token$/, "tokens"],
  [/^app\/api\/rules\/route\.ts POST$/, "rules"],
  [/^lib\/features\/rule\/import\/actions\.ts /, "rules"],
  [/^lib\/features\/rule\/actions\.ts (?:restore|delete)Rule$/, "rules"],
  [/^lib\/features\/placeholder\/actions\.ts /, "rules"],
];

test.each(NEEDED)("%s asks for the permission %s", (names, permission) => {
  const found = doors.filter(({ name }) => names.test(name));
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter(({ text }) => !text.includes(`("${permission}")`)).map(({ name }) => name)).toEqual([]);
});

test.each(routes.filter(({ name }) => WRITES.test(name)))("$name is no use to another site with the reader's cookie", ({ text }) => {
  expect(/requireSameOrigin\(request\)|await tokenActor\(/.test(text)).toBe(true);
});

describe("what comes in", () => {
  test.each(actions.filter(({ text }) => !/^export async function \w+\(\)/.test(text)))("$name reads it with a schema", ({ text }) => {
    expect(/\b[A-Z]\w+\.(?:safeParse|parse)\(input\)/.test(text)).toBe(true);
  });

  test.each(routes.filter(({ text }) => /searchParams\)|jsonOf\(/.test(text)))(
    "$name reads its address and its JSON with a schema",
    ({ text }) => {
      expect(/\b[A-Z]\w+\.(?:safeParse|parse)\(|parseQueue\(/.test(text)).toBe(true);
    },
  );
});
