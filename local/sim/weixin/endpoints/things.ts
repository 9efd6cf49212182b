import * as z from "zod";
import type { Desk } from "./behaviour.ts";

const material = z.object({
  type: z.string(),
  name: z.string(),
  title: z.string(),
  introduction: z.string(),
  /** Epoch seconds, here as below. */
  at: z.int(),
});
const draft = z.object({ articles: z.array(z.looseObject({})), at: z.int() });
const published = draft.extend({ publishId: z.string() });

export type Draft = z.infer<typeof draft>;

/** Files, drafts and published articles of an account. */
export const materialsOf = (desk: Desk) => desk.shelf("materials", material);
export const draftsOf = (desk: Desk) => desk.shelf("drafts", draft);
export const publishedOf = (desk: Desk) => desk.shelf("published", published);
