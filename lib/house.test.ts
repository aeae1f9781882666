import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

/** The rules of lib/README.md that a machine can hold: floors, cycles, vocabulary, sizes. There is no list of exceptions to them. */
const root = path.resolve(import.meta.dirname, "..");
const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => existsSync(path.join(root, file)));
const sources = tracked.filter((file) => /^(app|components|lib)\/.*\.tsx?$/.test(file) && !file.includes("/generated/"));
/** A test, or what only tests need: it may know more than the room it stands in. */
const isTest = (file: string): boolean => /\.(test|spec)\.tsx?$|\/testing\//.test(file);
const textOf = new Map(sources.map((file) => [file, readFileSync(path.join(root, file), "utf8")]));

const ROOMS: readonly (readonly [prefix: string, folder: string, extension: string])[] = [
  ["#core/", "lib/core/", ".ts"],
  ["#features/", "lib/features/", ".ts"],
  ["#lib/", "lib/", ".ts"],
  ["#components/", "components/", ".tsx"],
  ["#app/", "app/", ".ts"],
];

/** The tracked file an import names, or undefined for a package. */
function resolveImport(from: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) {
    const base = path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier));
    return [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`].find((file) => textOf.has(file)) ?? base;
  }
  for (const [prefix, folder, extension] of ROOMS) {
    if (specifier.startsWith(prefix)) return folder + specifier.slice(prefix.length) + extension;
  }
  return undefined;
}

const IMPORT = /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"|import\(\s*"([^"]+)"\s*\)|(?:^|\n)import\s+"([^"]+)"/g;

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly specifier: string;
}

const edges: readonly Edge[] = sources.flatMap((from) =>
  [...(textOf.get(from) ?? "").matchAll(IMPORT)].flatMap((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? "";
    const to = resolveImport(from, specifier);
    return to === undefined ? [] : [{ from, to, specifier }];
  }),
);

/** Words that cross the boundary of a feature: zod schemas and types, safe on either side of the wire. */
const isVocabulary = (file: string): boolean => /^lib\/features\/.*\/(schema|types|constants)\.ts$/.test(file);

/** Height of a file: imports only go down. Commands (`cli`, `bench`, `jobs/worker`) stand on top of what they start. */
function floorOf(file: string): number {
  if (file.startsWith("lib/core/") || isVocabulary(file)) return 0;
  if (/^lib\/features\/.*\/(loaders|actions)\.ts$/.test(file)) return 4;
  if (/^lib\/features\//.test(file)) return 2;
  if (/^lib\/(pipeline|jobs|hunt|sample)\//.test(file)) return 3;
  if (/^lib\/(cli|bench|acceptance)\//.test(file)) return 6;
  if (file.startsWith("lib/")) return 1;
  if (file.startsWith("components/")) return 5;
  return 6;
}

const SERVER_ONLY = /^lib\/(db|pipeline|jobs|hunt|auth)|^lib\/features\/.*\/(data|mutations|loaders)\.ts$/;

describe("the floors", () => {
  test("imports only go down", () => {
    const upward = edges.filter(({ from, to }) => !isTest(from) && floorOf(to) > floorOf(from));
    expect(upward.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  test("pages read through loaders and write through actions, never through the tables", () => {
    const around = edges.filter(
      ({ from, to }) =>
        (from.startsWith("app/") && !from.startsWith("app/api/") && /^lib\/(db|pipeline|jobs)\/|\/(data|mutations)\.ts$/.test(to)) ||
        (from.startsWith("components/") && SERVER_ONLY.test(to)),
    );
    expect(around.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  test("the core knows nothing: no file, no clock, no chance, no framework", () => {
    const offenders = sources.filter(
      (file) =>
        file.startsWith("lib/core/") &&
        !isTest(file) &&
        /from "(node:(?!crypto|zlib|stream|buffer|events)[a-z:/]+|next[/"]|react["/]|@prisma)|Date\.now\(|new Date\(\)|Math\.random\(/.test(
          textOf.get(file) ?? "",
        ),
    );
    expect(offenders).toEqual([]);
  });

  test("no statement is put together from texts that came in", () => {
    const unsafe = sources.filter((file) => !isTest(file) && /\$(?:query|execute)RawUnsafe|Prisma\.raw\(/.test(textOf.get(file) ?? ""));
    expect(unsafe).toEqual([]);
  });

  test("the languages do not know each other, nor how they are run", () => {
    const fronts = /^lib\/core\/detection\/(sigma|eql|kuery|kql)\//;
    const crossing = edges.filter(({ from, to }) => {
      const language = fronts.exec(from)?.[1];
      if (!language || isTest(from)) return false;
      return (fronts.test(to) && !to.includes(`/${language}/`)) || /^lib\/core\/detection\/(match|run)\//.test(to);
    });
    const below = edges.filter(({ from, to }) => /^lib\/core\/detection\/(match|run|ir)\//.test(from) && !isTest(from) && fronts.test(to));
    expect([...crossing, ...below].map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  test("relative paths stay inside a room, crossings are visible", () => {
    const hidden = edges.filter(({ specifier }) => specifier.startsWith("../../../"));
    expect(hidden.map(({ from, specifier }) => `${from} -> ${specifier}`)).toEqual([]);
  });

  test("nothing but a test imports a test", () => {
    expect(edges.filter(({ from, to }) => isTest(to) && !isTest(from)).map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });
});

test("there is no cycle, not even of types", () => {
  const next = groupByFrom();
  const state = new Map<string, "open" | "done">();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (state.get(file) === "done") return;
    if (state.get(file) === "open") {
      cycles.push([...trail.slice(trail.indexOf(file)), file].join(" -> "));
      return;
    }
    state.set(file, "open");
    for (const { to } of next.get(file) ?? []) if (textOf.has(to)) visit(to, [...trail, file]);
    state.set(file, "done");
  };
  for (const file of sources) visit(file, []);
  expect(cycles).toEqual([]);
});

function groupByFrom(): Map<string, Edge[]> {
  const groups = new Map<string, Edge[]>();
  for (const edge of edges) groups.set(edge.from, [...(groups.get(edge.from) ?? []), edge]);
  return groups;
}

describe("the vocabulary", () => {
  test("a feature's files have the names of lib/README.md", () => {
    const allowed = /\/(schema|types|data|mutations|loaders|actions|constants|system)(\.db)?(\.test)?\.ts$/;
    expect(sources.filter((file) => file.startsWith("lib/features/") && !isTest(file) && !allowed.test(file))).toEqual([]);
  });

  test("no room is called utils", () => {
    expect(tracked.filter((file) => /(^|\/)(utils?|helpers?|misc|common|manager)(\.tsx?)?(\/|$)/.test(file))).toEqual([]);
  });

  test("no barrel stands before a feature or a component", () => {
    expect(sources.filter((file) => /^(lib\/features|components)\/.*\/index\.tsx?$/.test(file))).toEqual([]);
  });

  test("what touches the database or the session says that it is the server's", () => {
    const unmarked = sources.filter(
      (file) =>
        /^lib\/features\/.*\/(data|mutations|loaders)\.ts$/.test(file) && !(textOf.get(file) ?? "").startsWith('import "server-only";'),
    );
    expect(unmarked).toEqual([]);
  });
});

describe("the sizes", () => {
  const lines = (file: string): number => (textOf.get(file) ?? "").split("\n").length - 1;

  test("no source file is longer than 400 lines, no test longer than 600", () => {
    expect(sources.filter((file) => lines(file) > (isTest(file) ? 600 : 400)).map((file) => `${file}: ${lines(file)}`)).toEqual([]);
  });

  test("half of the files fit on a screen and nine in ten can be read in one go", () => {
    const sizes = sources
      .filter((file) => !isTest(file))
      .map(lines)
      .sort((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length * 0.5)] ?? 0).toBeLessThanOrEqual(90);
    expect(sizes[Math.floor(sizes.length * 0.9)] ?? 0).toBeLessThanOrEqual(220);
  });
});

test("no path of a developer's machine and no registry host is in a tracked file", () => {
  const places = new RegExp(["(^|[^A-Za-z0-9_.])/(?:wo", "rk|fa", "rm)/|registry\\.npm", "js\\.org"].join(""), "m");
  const offenders = tracked.filter(
    (file) =>
      /\.(tsx?|mjs|json|md|yml|prisma|sql|css)$|^\.(npmrc|ci\/run)$/.test(file) && places.test(readFileSync(path.join(root, file), "utf8")),
  );
  expect(offenders).toEqual([]);
});
