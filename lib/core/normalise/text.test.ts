import { describe, expect, test } from "vitest";
import { baseName, directoryOf, extensionOf, parseHashes, parseInteger, splitAccount, splitCommandLine } from "./text.ts";

describe("splitCommandLine follows CommandLineToArgvW", () => {
  test.each([
    ["", []],
    ["cmd.exe", ["cmd.exe"]],
    ["a  b\tc", ["a", "b", "c"]],
    ['"C:\\Program Files\\a.exe" -x', ["C:\\Program Files\\a.exe", "-x"]],
    ['p "a b c" d', ["p", "a b c", "d"]],
    ['p ab"c d"e', ["p", "abc de"]],
    ['p a\\\\b d"e f"g h', ["p", "a\\\\b", "de fg", "h"]],
    ['p a\\\\\\"b c d', ["p", 'a\\"b', "c", "d"]],
    ['p a\\\\\\\\"b c" d e', ["p", "a\\\\b c", "d", "e"]],
    ['p "a""b"', ["p", 'a"b']],
    ['p "" x', ["p", "", "x"]],
    ["p tail\\", ["p", "tail\\"]],
    ['p "open', ["p", "open"]],
  ])("%j", (line, args) => {
    expect(splitCommandLine(line)).toEqual(args);
  });
});

test.each([
  ["C:\\a\\b.EXE", "b.EXE", "C:\\a", "exe"],
  ["/usr/bin/python3.11", "python3.11", "/usr/bin", "11"],
  ["\\device\\harddiskvolume2\\x.exe", "x.exe", "\\device\\harddiskvolume2", "exe"],
  ["plain", "plain", undefined, undefined],
  ["C:\\a\\.hidden", ".hidden", "C:\\a", undefined],
  ["C:\\a\\", "", "C:\\a", undefined],
])("the parts of %j", (path, name, directory, extension) => {
  expect([baseName(path), directoryOf(path), extensionOf(path)]).toEqual([name, directory, extension]);
});

test.each([
  ["NT AUTHORITY\\SYSTEM", { domain: "NT AUTHORITY", name: "SYSTEM" }],
  ["A\\b\\c", { domain: "A", name: "b\\c" }],
  ["user@corp.example", { name: "user@corp.example" }],
])("%s splits at the first backslash", (account, parts) => {
  expect(splitAccount(account)).toEqual(parts);
});

test("hashes come in any order, and an all-zero hash is none", () => {
  expect(parseHashes("MD5=AB,IMPHASH=00000000000000000000000000000000,SHA256=0F")).toEqual({ md5: "ab", sha256: "0f" });
  expect(parseHashes("SHA1=AB")).toEqual({ sha1: "ab" });
  expect(parseHashes("")).toEqual({});
  expect(parseHashes("no hashes = here,=")).toEqual({});
});

test.each([
  ["0x1a4", 420],
  ["420", 420],
  ["0", 0],
  ["", undefined],
  ["-1", undefined],
  ["1e3", undefined],
  ["0xzz", undefined],
  ["18446744073709551615", undefined],
])("%j as an integer is %s", (text, value) => {
  expect(parseInteger(text)).toBe(value);
});
