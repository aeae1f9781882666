/**
 * The lines of each paragraph joined, as Markdown joins them: authors break lines where their editor does. Blank lines, list items and
 * indented lines stay lines of their own.
 */
export function foldLines(text: string): string {
  return text.trim().replace(/(?<![ \t])[ \t]*\r?\n(?![ \t\r\n]|[-*•] |\d{1,3}[.)] )(?<!\n[ \t]*\r?\n)/g, " ");
}
