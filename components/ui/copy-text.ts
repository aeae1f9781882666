/** Puts text on the clipboard, also over plain http, where `navigator.clipboard` does not exist. False when refused. */
export async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  // A text area turns carriage returns into line feeds: such a text would not be copied byte for byte.
  return copied && !text.includes("\r");
}
