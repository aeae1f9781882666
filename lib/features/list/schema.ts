import { z } from "zod";

/** The address of a list, as queries write it. It names the list; only some of them are ever fetched. */
export const ListUrl = z
  .string()
  .trim()
  .min(1, "say the URL by which queries name the list")
  .max(2_000)
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), "a list is named by an http or https URL");

const Name = z.string().trim().max(200);

/** Minutes between fetches: a quarter of an hour to a month. */
const RefreshMinutes = z
  .number()
  .int()
  .min(15)
  .max(31 * 24 * 60);

/** `POST /api/lists?url=&name=&file=`: the file is the request's body. */
export const UploadListQuery = z.object({
  url: ListUrl,
  name: Name.optional(),
  file: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .transform((name) => name.replaceAll("\\", "/").split("/").at(-1) || "list"),
});
export type UploadListQuery = z.infer<typeof UploadListQuery>;

/** A list that Callout fetches itself. */
export const AddFetchedList = z.object({ url: ListUrl, name: Name.optional(), refreshMinutes: RefreshMinutes.nullable() });
export type AddFetchedList = z.infer<typeof AddFetchedList>;

export const ChangeList = z.object({ listId: z.uuid(), name: Name.min(1), refreshMinutes: RefreshMinutes.nullable() });
export type ChangeList = z.infer<typeof ChangeList>;

export const ListId = z.object({ listId: z.uuid() });
export type ListId = z.infer<typeof ListId>;

/** Takes an earlier version into use again. */
export const RestoreVersion = z.object({ listId: z.uuid(), number: z.number().int().min(1) });
export type RestoreVersion = z.infer<typeof RestoreVersion>;

/** A host lists may be fetched from: a name, never an address. */
export const ListHostName = z.object({
  host: z
    .string()
    .trim()
    .toLowerCase()
    .max(253)
    .regex(/^(?=.*[a-z])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, "a host's name such as raw.githubusercontent.com"),
});
export type ListHostName = z.infer<typeof ListHostName>;
