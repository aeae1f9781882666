import { describe, expect, test } from "vitest";
import { fetchList } from "./fetch-list.ts";
import { isPublicAddress } from "./public-address.ts";
import { type Answer, publicLookup, type Transport } from "./transport.ts";

interface Scripted {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: readonly string[];
}

/** A server that answers as told and notes what it was asked. */
function server(answers: { readonly [url: string]: Scripted }) {
  const asked: string[] = [];
  const transport: Transport = async (url, headers) => {
    asked.push(`${url.href}${headers["if-none-match"] ? ` if-none-match ${headers["if-none-match"]}` : ""}`);
    const scripted = answers[url.href] ?? { status: 404 };
    const answer: Answer = {
      status: scripted.status,
      headers: scripted.headers ?? {},
      body: (async function* () {
        for (const piece of scripted.body ?? []) yield Buffer.from(piece);
      })(),
      close: () => {},
    };
    return answer;
  };
  return { asked, transport, isAllowed: (host: string) => host === "lists.example.org" || host === "cdn.example.org" };
}

const LIST = "https://lists.example.org/a/list.csv.zip";

describe("fetching a list", () => {
  test("gives its bytes, its name and its mark", async () => {
    const { transport, isAllowed } = server({ [LIST]: { status: 200, headers: { etag: '"1"' }, body: ["a,", "b\n"] } });
    const fetched = await fetchList(LIST, { transport, isAllowed });
    expect(fetched).toMatchObject({ ok: true, fileName: "list.csv.zip", etag: '"1"' });
    expect(fetched.ok && fetched.kind === "file" && Buffer.from(fetched.bytes).toString()).toBe("a,b\n");
  });

  test("takes a file whose name has a percent sign that escapes nothing", async () => {
    const address = "https://lists.example.org/100%.csv";
    const { transport, isAllowed } = server({ [address]: { status: 200, body: ["a"] } });
    expect(await fetchList(address, { transport, isAllowed })).toMatchObject({ ok: true, fileName: "100%.csv" });
  });

  test("asks only for what changed", async () => {
    const { asked, transport, isAllowed } = server({ [LIST]: { status: 304 } });
    expect(await fetchList(LIST, { transport, isAllowed, etag: '"1"' })).toEqual({ ok: true, kind: "unchanged" });
    expect(asked).toEqual([`${LIST} if-none-match "1"`]);
  });

  test("follows redirects between allowed hosts", async () => {
    const { transport, isAllowed } = server({
      [LIST]: { status: 302, headers: { location: "https://cdn.example.org/x.csv" } },
      "https://cdn.example.org/x.csv": { status: 200, body: ["a"] },
    });
    expect(await fetchList(LIST, { transport, isAllowed })).toMatchObject({ ok: true, fileName: "x.csv" });
  });

  test.each([
    ["http", "http://lists.example.org/a.csv", /https only/],
    ["another scheme", "ftp://lists.example.org/a.csv", /https only/],
    ["a host that is not allowed", "https://evil.example.org/a.csv", /not among the hosts/],
    ["a host that only looks allowed", "https://lists.example.org.evil.org/a.csv", /not among the hosts/],
    ["another port", "https://lists.example.org:8443/a.csv", /https port/],
    ["a password", "https://u:p@lists.example.org/a.csv", /password/],
    ["an address", "https://127.0.0.1/a.csv", /never from addresses/],
    ["an address in another spelling", "https://2130706433/a.csv", /never from addresses/],
    ["an IPv6 address", "https://[::1]/a.csv", /never from addresses/],
  ])("%s is refused, also behind a redirect, before anything is asked of it", async (_, address, reason) => {
    const { asked, transport } = server({ [LIST]: { status: 301, headers: { location: address } } });
    const isAllowed = (host: string) => host === "lists.example.org" || /^[\d.:]+$/.test(host);
    expect(await fetchList(address, { transport, isAllowed })).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
    expect(asked).toEqual([]);
    expect(await fetchList(LIST, { transport, isAllowed })).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
    expect(asked).toEqual([LIST]);
  });

  test.each([
    ["a redirect without end", { status: 302, headers: { location: LIST } }, /redirects/],
    ["an error", { status: 500 }, /status 500/],
    ["a body that says it is too large", { status: 200, headers: { "content-length": "101" }, body: ["x"] }, /more than 100 bytes/],
    ["a body that is too large", { status: 200, body: Array.from({ length: 11 }, () => "0123456789") }, /more than 100 bytes/],
  ])("%s is a reason, not an exception", async (_, scripted, reason) => {
    const { transport, isAllowed } = server({ [LIST]: scripted });
    const limits = { mostBytes: 100, milliseconds: 1_000, mostRedirects: 3 };
    expect(await fetchList(LIST, { transport, isAllowed, limits })).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });

  test("a server that never answers is given up", async () => {
    const transport: Transport = (_, __, signal) =>
      new Promise((___, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
    const limits = { mostBytes: 100, milliseconds: 20, mostRedirects: 3 };
    expect(await fetchList(LIST, { transport, isAllowed: () => true, limits })).toMatchObject({
      reason: expect.stringMatching(/0.02 seconds/),
    });
  });
});

describe("addresses", () => {
  test.each([
    "127.0.0.1",
    "10.1.2.3",
    "172.31.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "::1",
    "fe80::1",
    "fd00::1",
  ])("%s is not public", (address) => expect(isPublicAddress(address)).toBe(false));
  test.each(["::ffff:127.0.0.1", "::ffff:7f00:1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "localhost", ""])(
    "%s hides no way in",
    (address) => expect(isPublicAddress(address)).toBe(false),
  );
  test.each(["8.8.8.8", "1.1.1.1", "2606:4700::1111"])("%s is public", (address) => expect(isPublicAddress(address)).toBe(true));

  test("a name that leads inside is not connected to", async () => {
    const error = await new Promise((settle) => publicLookup("localhost", { all: true }, (reason) => settle(reason)));
    expect(error).toMatchObject({ message: expect.stringContaining("does not lead to the Internet") });
  });
});
