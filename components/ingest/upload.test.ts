import { expect, test } from "vitest";
import { refusalOf } from "./upload.ts";

test.each([
  [400, '{"error":"name is missing"}', "name is missing"],
  [413, '{"error":{"code":"too-large","message":"16 GiB at most"}}', "16 GiB at most"],
  [401, "", "You are signed out. Sign in again, then drop the file once more."],
  [500, "<html>", "The server refused it (500)."],
  [500, '{"error":{"code":5}}', "The server refused it (500)."],
])("a %i with %s is told as: %s", (status, body, message) => {
  expect(refusalOf(status, body)).toBe(message);
});
