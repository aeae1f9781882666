import { expect, test, vi } from "vitest";
import { toasts } from "./toasts.ts";

const messages = () => toasts.list().map(({ message }) => message);

test("a toast is shown until it is hidden; one with the same id takes its place at the end", () => {
  const heard = vi.fn();
  const stop = toasts.subscribe(heard);
  const first = toasts.show({ message: "one" });
  toasts.show({ id: "batch", message: "two" });
  expect(messages()).toEqual(["one", "two"]);
  toasts.show({ id: "batch", message: "three" });
  expect(messages()).toEqual(["one", "three"]);
  toasts.hide(first);
  expect(messages()).toEqual(["three"]);
  toasts.hide("batch");
  expect(heard).toHaveBeenCalledTimes(5);
  stop();
});

test.each([
  ["says what went well for 8 seconds", {}, 8],
  ["as long as it is told to", { seconds: 2.5 }, 2.5],
  ["what went wrong until it is dismissed, whatever it is told", { tone: "bad", seconds: 2.5 }, null],
] as const)("%s", (_name, spec, seconds) => {
  const id = toasts.show({ ...spec, message: "x" });
  expect(toasts.list().find((toast) => toast.id === id)?.seconds).toBe(seconds);
  toasts.hide(id);
});
