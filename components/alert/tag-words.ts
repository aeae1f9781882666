/** A technique or a tactic of ATT&CK, or a vulnerability: what an analyst looks up. The rest says where the rule came from. */
const LOOKED_UP = /^(?:attack|cve|car)\./i;

/** The tags worth a glance, at most so many of the others when there are none, and how many are left. */
export function tagsShown(tags: readonly string[], most = 4): { readonly shown: readonly string[]; readonly more: number } {
  const first = tags.filter((tag) => LOOKED_UP.test(tag));
  const shown = first.length > 0 ? first : tags.slice(0, most);
  return { shown, more: tags.length - shown.length };
}
