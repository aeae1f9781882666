import { expect, test } from "vitest";
import { csvLine, rowObject } from "./csv.ts";

test.each([
  [["a", 1, true, null, ""], "a,1,true,,\r\n"],
  [['say "hi"', "a,b", "two\nlines"], '"say ""hi""","a,b","two\nlines"\r\n'],
  [["=cmd|' /C calc'!A0", "+1+1", "-enc AAAA", "@SUM(A1)"], "'=cmd|' /C calc'!A0,'+1+1,'-enc AAAA,'@SUM(A1)\r\n"],
  [["\n=1+1", "＝1+1", "＋1", "－1", "＠SUM(A1)"], "\"'\n=1+1\",'＝1+1,'＋1,'－1,'＠SUM(A1)\r\n"],
  [[-5, "-5", "-5.25"], "-5,-5,-5.25\r\n"],
  [[" padded ", ["x", { y: 1 }]], '" padded ","[""x"",{""y"":1}]"\r\n'],
])("%j is one line a spreadsheet cannot run", (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});

test("two columns of one name keep both values", () => {
  expect(rowObject(["a", "a", "b"], [1, 2, 3])).toEqual({ a: 1, a_2: 2, b: 3 });
});
