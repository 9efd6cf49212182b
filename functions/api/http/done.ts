import * as z from "zod";
import { responseSchema } from "./schema-names.ts";

/** The answer of a route that has nothing to tell but success. */
export const done = responseSchema("Done", z.object({ done: z.literal(true) }));
export const DONE = { done: true } as const;
