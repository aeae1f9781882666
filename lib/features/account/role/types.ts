/** What not everybody who is signed in may do. Everything else (reading, hunting, triage, exceptions, switching rules) anyone may. */
export const PERMISSIONS = ["lists", "rules", "tokens"] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What each role may beyond that; a role that is not here, or none, may nothing beyond. */
const MAY: { readonly [role: string]: readonly Permission[] | undefined } = {
  admin: PERMISSIONS,
  engineer: ["rules"],
};

/** Why something is not offered, and the answer to whoever asks for it all the same. */
export const NEEDS: { readonly [P in Permission]: string } = {
  lists: "Only an administrator adds, changes and removes lists and the hosts they are fetched from.",
  rules: "Only a rule engineer or an administrator imports, restores and deletes rules and gives placeholders their values.",
  tokens: "Only an administrator makes and revokes tokens.",
};

/** Of an account's roles, as they are stored: one, or several with commas between. */
export function permissionsOf(roles: string | null): readonly Permission[] {
  const held = (roles ?? "").split(",").flatMap((role) => (Object.hasOwn(MAY, role.trim()) ? (MAY[role.trim()] ?? []) : []));
  return PERMISSIONS.filter((permission) => held.includes(permission));
}
