import * as z from "zod";

/** Query of a list: how many at most, and the `cursor` that the previous page ended with. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().min(1).max(2048).exactOptional(),
});

/** What a list's answer ends with while there is more. */
export const nextCursor = z.string().optional();
