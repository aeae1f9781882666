import { z } from "zod";
import { PASSWORD_LENGTH } from "./constants.ts";
import { TOKEN_SCOPES } from "./types.ts";

export const FirstAccount = z.object({
  token: z.string().min(20).max(200),
  name: z.string().trim().min(1, "Enter your name").max(100),
  email: z.email("Enter an email address").max(254),
  password: z.string().min(PASSWORD_LENGTH.min, `At least ${PASSWORD_LENGTH.min} characters`).max(PASSWORD_LENGTH.max),
});
export type FirstAccount = z.infer<typeof FirstAccount>;

export const CreateToken = z.object({
  name: z.string().trim().min(1, "Name the script or shipper that will use it").max(100),
  scopes: z.array(z.enum(TOKEN_SCOPES)).min(1),
  /** Days until it expires; null: never. */
  days: z.coerce.number().int().min(1).max(3650).nullable(),
});
export type CreateToken = z.infer<typeof CreateToken>;

export const RevokeToken = z.object({ tokenId: z.uuid() });
export type RevokeToken = z.infer<typeof RevokeToken>;
