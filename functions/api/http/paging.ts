import * as z from "zod";

/** Query of a list: the most rows of a page, and the `cursor` of the previous page. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().min(1).max(2048).exactOptional(),
});

/** The cursor of a list's page; absent on the last page. */
export const nextCursor = z.string().optional();
