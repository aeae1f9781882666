import { type RefObject, useEffect, useRef } from "react";

/** React's types do not know `webkitdirectory`, which every browser does. */
export function useFolderInput(): RefObject<HTMLInputElement | null> {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.setAttribute("webkitdirectory", ""), []);
  return input;
}
